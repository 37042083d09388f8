import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import type { Attributes } from "../../local/resources/kind";
import { VendorClient } from "../../local/vendor/client";
import { BUCKET, ci, enableMedia, startCloud } from "./support";

const INSTANCE = "ckafka-1a2b3c4d";
const TOPIC = { region: "ap-guangzhou", instanceId: INSTANCE, topic: "t" };
const ADDRESS = `ckafka://ap-guangzhou/${INSTANCE}/t`;

/** Logs its messages, and throws for messages with `poison`, and once for each with `flaky`. */
const CODE = `const seen = new Set();
exports.main_handler = async (event) => {
  console.log(JSON.stringify(event));
  const bodies = event.Records.map(({ Ckafka }) => Ckafka.msgBody);
  const flaky = bodies.filter((body) => body.includes("flaky") && !seen.has(body));
  for (const body of flaky) seen.add(body);
  if (flaky.length > 0 || bodies.some((body) => body.includes("poison"))) throw new Error("no");
};`;

interface Deployed {
  readonly cloud: LocalCloud;
  readonly vendor: VendorClient;
}

async function deploy(partitions = 1, description: object = {}, topic: Attributes = {}): Promise<Deployed> {
  const cloud = await startCloud();
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const zip = Buffer.from(zipSync({ "index.js": strToU8(CODE) })).toString("base64");
  const common = { namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19", role: "any" };
  await vendor.create(
    "tencentcloud_scf_function",
    { name: "f", ...common, zip_file: "f.zip", mem_size: 128, timeout: 10, environment: {} },
    { zip_file: zip },
  );
  await vendor.create(
    "tencentcloud_ckafka_topic",
    { instance_id: INSTANCE, topic_name: "t", partition_num: partitions, replica_num: 2, ...topic },
    {},
  );
  const desc = { maxMsgNum: 10, offset: "earliest", retry: 3, timeOut: 1, ...description };
  const attributes = {
    ...{ function_name: "f", namespace: "default", type: "ckafka", trigger_name: `${INSTANCE}-t` },
    ...{ trigger_desc: JSON.stringify(desc), qualifier: "$LATEST", enable: "OPEN" },
  };
  await vendor.create("tencentcloud_scf_trigger", attributes, {});
  return { cloud, vendor };
}

interface Message {
  readonly partition: number;
  readonly offset: number;
  readonly msgBody: string;
}

function batchesOf({ logs }: LocalCloud): Message[][] {
  return logs
    .filter(({ text }) => text.startsWith("{"))
    .map(({ text }) => (JSON.parse(text) as { Records: { Ckafka: Message }[] }).Records.map(({ Ckafka }) => Ckafka));
}

const bodiesOf = (cloud: LocalCloud): string[] =>
  batchesOf(cloud)
    .flat()
    .map(({ msgBody }) => msgBody);

describe("a topic of the local cloud", () => {
  it("passes messages to the function in the order of their partition, in batches", async () => {
    const { cloud } = await deploy(2, { maxMsgNum: 3 });
    const bodies = Array.from({ length: 20 }, (_, index) => `m${index}`);
    for (const body of bodies) void cloud.deliver(ADDRESS, body, "JSON");
    await cloud.idle();

    expect(bodiesOf(cloud).sort()).toEqual([...bodies].sort());
    for (const batch of batchesOf(cloud)) expect(batch.length).toBeLessThanOrEqual(3);
    for (const partition of [0, 1]) {
      const offsets = batchesOf(cloud)
        .flat()
        .filter((message) => message.partition === partition)
        .map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
    expect(cloud.lags).toEqual([{ topic: TOPIC, functionName: "f", lag: 0, offsets: [10, 10] }]);
  });

  it("repeats a failed batch, and continues after its retries", async () => {
    const { cloud } = await deploy(1, { maxMsgNum: 1, retry: 2 });
    for (const body of ["flaky", "poison", "last"]) await cloud.deliver(ADDRESS, body, "JSON");
    await cloud.idle();

    expect(bodiesOf(cloud)).toEqual(["flaky", "flaky", "poison", "poison", "poison", "last"]);
    expect(cloud.batches.map(({ attempt, error }) => [attempt, error !== undefined])).toEqual([
      ...[
        [1, true],
        [2, false],
        [1, true],
        [2, true],
        [3, true],
        [1, false],
      ],
    ]);
  });

  it("begins at the trigger's offset", async () => {
    const { cloud } = await deploy(1, { offset: "latest" });
    await cloud.deliver(ADDRESS, "new", "JSON");
    await cloud.idle();

    expect(bodiesOf(cloud)).toEqual(["new"]);
  });

  it.each([
    { limit: undefined, maxBytes: 1024 * 1024 },
    { limit: 2048, maxBytes: 2048 },
  ])("refuses a message above its limit, as a callback without an answer (%j)", async ({ limit, maxBytes }) => {
    const { cloud } = await deploy(1, {}, limit === undefined ? {} : { max_message_bytes: limit });
    const fits = await cloud.deliver(ADDRESS, "x".repeat(maxBytes - 100), "JSON");
    const tooLarge = await cloud.deliver(ADDRESS, "é".repeat(maxBytes / 2), "JSON");
    await cloud.idle();

    expect(fits.status).toBe(200);
    expect(tooLarge.status).toBeUndefined();
    expect(tooLarge.error).toContain(
      `MESSAGE_TOO_LARGE: topic t takes record batches of at most ${maxBytes} bytes (got `,
    );
    // The log cuts a line at a million characters, so it cannot show the body.
    expect(cloud.batches).toMatchObject([{ offset: 0, messages: 1 }]);
    expect(cloud.batches[0]!.error).toBeUndefined();
  });

  it("accepts larger messages after its limit is raised, and refuses an invalid limit", async () => {
    const { cloud, vendor } = await deploy();
    const topic = { instance_id: INSTANCE, topic_name: "t", partition_num: 1, replica_num: 2 };
    const body = "x".repeat(1024 * 1024);
    expect((await cloud.deliver(ADDRESS, body, "JSON")).error).toContain("MESSAGE_TOO_LARGE");

    const id = cloud.resources.find(({ type }) => type === "tencentcloud_ckafka_topic")!.id;
    await vendor.update("tencentcloud_ckafka_topic", id, { ...topic, max_message_bytes: 2 * 1024 * 1024 }, {});

    expect((await cloud.deliver(ADDRESS, body, "JSON")).status).toBe(200);
    const tooLarge = { ...topic, topic_name: "u", max_message_bytes: 13 * 1024 * 1024 };
    await expect(vendor.create("tencentcloud_ckafka_topic", tooLarge, {})).rejects.toThrow(
      /max_message_bytes must be from 1024 to 12582912 bytes \(got 13631488\)/,
    );
  });

  it("fills an event up to the platform's limit", async () => {
    const { cloud } = await deploy(1, {}, { max_message_bytes: 8 * 1024 * 1024 });
    const large = "x".repeat(2.5 * 1024 * 1024);
    for (let index = 0; index < 3; index++) void cloud.deliver(ADDRESS, large, "JSON");
    await cloud.idle();

    expect(cloud.batches.reduce((sum, { messages }) => sum + messages, 0)).toBe(3);
    expect(Math.max(...cloud.batches.map(({ messages }) => messages))).toBeLessThanOrEqual(2);
    expect(cloud.batches.every(({ error }) => error === undefined)).toBe(true);
  });

  it("receives CI's callbacks, by the settings of a queue", async () => {
    const { cloud } = await deploy();
    await enableMedia(cloud);
    cloud.changeQueue(BUCKET, {
      NotifyConfig: {
        ...{ State: "On", Type: "Kafka", Event: "TaskFinish", ResultFormat: "JSON" },
        KafkaConfig: { Region: "ap-guangzhou", InstanceId: INSTANCE, Topic: "t" },
      },
    });
    const request = {
      Tag: "SplitVideoParts",
      Input: { Object: "a.mp4" },
      Operation: { SplitVideoParts: { Mode: "SHOTDETECT" } },
    };
    await ci(cloud, { method: "POST", path: "/jobs", xml: ["Request", request] });
    await cloud.idle();

    expect(bodiesOf(cloud)).toMatchObject([expect.stringContaining('"EventName":"TaskFinish"')]);
    expect(cloud.deliveries).toMatchObject([{ event: "TaskFinish", url: ADDRESS, status: 200 }]);
  });

  it("has faults: an unavailable broker, duplicates, and a rebalance while a batch runs", async () => {
    const { cloud } = await deploy();
    cloud.faults.add({ match: "CALLBACK raw -", effect: { type: "answer", status: 503 } });
    expect(await cloud.deliver(ADDRESS, "lost", "JSON")).toMatchObject({ status: 503 });
    cloud.faults.add({ match: "CALLBACK raw -", effect: { type: "repeat", times: 2 } });
    cloud.faults.add({ match: "CONSUME f t", effect: { type: "repeat", times: 2 } });
    await cloud.deliver(ADDRESS, "twice", "JSON");
    await cloud.idle();

    expect(bodiesOf(cloud)).not.toContain("lost");
    expect(bodiesOf(cloud).filter((body) => body === "twice").length).toBeGreaterThanOrEqual(3);
  });

  it("delivers a delayed batch of one partition after those of other partitions", async () => {
    const { cloud } = await deploy(2, { maxMsgNum: 1 });
    for (const body of ["warm", "up"]) await cloud.deliver(ADDRESS, body, "JSON"); // so that later calls start no process
    await cloud.idle();
    cloud.faults.add({ match: "CONSUME f t", effect: { type: "delay", ms: 2500 } });
    await Promise.all(["late", "early", "last"].map((body) => cloud.deliver(ADDRESS, body, "JSON")));
    await cloud.idle();

    expect(bodiesOf(cloud).slice(2)).toEqual(["early", "late", "last"]); // in turn on both partitions: "last" follows "late"
  });

  it("delivers a batch with a lost offset again, and nothing while the broker is unavailable", async () => {
    const { cloud } = await deploy();
    cloud.faults.add({ match: "CONSUME f t", effect: { type: "drop" } });
    cloud.faults.add({ match: "CONSUME f t", skip: 1, effect: { type: "answer", status: 503 } });
    await cloud.deliver(ADDRESS, "twice", "JSON");
    await cloud.idle();

    expect(bodiesOf(cloud)).toEqual(["twice", "twice"]);
    expect(cloud.batches.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, undefined],
      [2, "the broker is unavailable (503)"],
      [3, undefined],
    ]);
    expect(cloud.lags).toMatchObject([{ lag: 0 }]);
  });

  it("drops a message that exceeds an event, and continues", async () => {
    const { cloud } = await deploy(1, { retry: 2 }, { max_message_bytes: 8 * 1024 * 1024 });
    await cloud.deliver(ADDRESS, "x".repeat(6.5 * 1024 * 1024), "JSON");
    await cloud.deliver(ADDRESS, "next", "JSON");
    await cloud.idle();

    expect(cloud.batches.map(({ messages, error }) => [messages, error !== undefined])).toEqual([
      ...[1, 2, 3].map(() => [1, true]),
      [1, false],
    ]);
    expect(bodiesOf(cloud)).toEqual(["next"]);
  });

  it("accepts more partitions but not fewer, and loses its messages when it is deleted", async () => {
    const { cloud, vendor } = await deploy(3);
    const attributes = { instance_id: INSTANCE, topic_name: "t", partition_num: 5, replica_num: 2 };
    const id = `${INSTANCE}#t`;
    await vendor.update("tencentcloud_ckafka_topic", id, attributes, {});
    expect(cloud.topics.map(({ partitions }) => partitions.length)).toEqual([5]);
    await expect(
      vendor.update("tencentcloud_ckafka_topic", id, { ...attributes, partition_num: 2 }, {}),
    ).rejects.toThrow("cannot have fewer");
    await vendor.delete("tencentcloud_scf_trigger", `f#default#${INSTANCE}-t`);
    await vendor.delete("tencentcloud_ckafka_topic", id);
    expect(cloud.topics).toEqual([]);
  });
});
