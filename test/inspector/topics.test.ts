import { describe, expect, it } from "vitest";
import { PROGRAM } from "../../harness/durable-deployment";
import { deployTopic, TOPIC } from "../../harness/topic-deployment";
import { Inboxes } from "../../local/inspector/inboxes";
import { drawPipeline } from "../../local/inspector/pipeline";
import { topicRows } from "../../local/inspector/topics";
import { sampleCallback } from "../../local/samples";
import { BUCKET, enableMedia, startCloud } from "../local/support";
import { inspect, listenUntil } from "./support";

const QUIET = { traffic: new Map<string, never>(), outcomes: () => ({}) };
const INSTANCE = "ckafka-1a2b3c4d";
const ADDRESS = `ckafka://ap-guangzhou/${INSTANCE}/${TOPIC}`;

/** A queue that reports to a topic of two partitions. */
async function deploy(durable = false) {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await deployTopic({ cloud, durable, program: PROGRAM, partitions: 2 });
  const KafkaConfig = { Region: cloud.region, InstanceId: INSTANCE, Topic: TOPIC };
  const Event = "TaskFinish";
  cloud.changeQueue(BUCKET, {
    NotifyConfig: { Url: "", State: "On", Type: "Kafka", Event, ResultFormat: "JSON", KafkaConfig },
  });
  return cloud;
}

describe("topics of the inspector", () => {
  it("have the offsets of each partition, and the lag of the function that reads them", async () => {
    const cloud = await deploy();
    const lagOf = () => topicRows(cloud).map(({ lag }) => lag);
    expect(topicRows(cloud)).toMatchObject([{ address: ADDRESS, readers: ["worker"], lag: 0 }]);

    cloud.faults.add({ match: "CONSUME worker *", times: 100, effect: { type: "delay", ms: 600_000 } });
    for (let index = 0; index < 3; index++) {
      await cloud.deliver(ADDRESS, sampleCallback("MediaInfo", { format: "json" }), "JSON");
    }
    expect(lagOf()).toEqual([3]);
    const [{ partitions } = { partitions: [] }] = topicRows(cloud);
    expect(partitions).toEqual([
      { end: 2, offsets: [0] },
      { end: 1, offsets: [0] },
    ]);
  });

  it("reach the page with every change", async () => {
    const cloud = await deploy();
    const inspector = await inspect(cloud);
    await cloud.deliver(ADDRESS, sampleCallback("MediaInfo", { format: "json" }), "JSON");

    const { state } = await listenUntil(
      inspector,
      ({ state }) => state?.topics[0]?.partitions[0]?.offsets[0] === 1 && state.topics[0].lag === 0,
    );

    expect(state?.topics).toMatchObject([{ topic: TOPIC, partitions: [{ end: 1, offsets: [1] }, { end: 0 }] }]);
    expect(state?.pipeline.nodes.find(({ kind }) => kind === "topic")).toMatchObject({
      ...{ id: ADDRESS, title: TOPIC, status: "on" },
      facts: { callbacks: 1, partitions: 2, lag: 0 },
    });
  });

  it.each([
    [false, []],
    [true, ["inbox → worker", "sweeper → inbox"]],
  ])("are between the queue and the function in the diagram (durable: %s)", async (durable, more) => {
    const cloud = await deploy(durable);
    const { nodes, edges } = drawPipeline(cloud, new Inboxes(cloud), QUIET, topicRows(cloud));
    const nameOf = (id: string): string => {
      const { kind, title } = nodes.find((node) => node.id === id)!;
      return kind === "function" || kind === "topic" ? title : kind;
    };
    const links = edges.map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`);

    expect(links).toEqual(
      expect.arrayContaining(["jobs → queue", `queue → ${TOPIC}`, `${TOPIC} → worker`, "worker → outcome", ...more]),
    );
    expect(nodes.filter(({ status }) => status === "bad")).toEqual([]);
  });
});
