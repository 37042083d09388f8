import { zipSync, strToU8 } from "fflate";
import { expect, it } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import type { Fault } from "../../local/faults";
import { VendorClient } from "../../local/vendor/client";
import { BUCKET, startCloud } from "./support";

/** A function that answers with its event; returns its HTTP address. */
async function deployEcho(cloud: LocalCloud, environment: Record<string, string> = {}): Promise<string> {
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const source = "exports.main_handler = async ({ body }) => { console.log(body); return { statusCode: 200, body }; };";
  const attributes = {
    ...{ name: "echo", namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19" },
    ...{ mem_size: 128, timeout: 5, zip_file: "code.zip", environment },
  };
  const code = Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64");
  await vendor.create("tencentcloud_scf_function", attributes, { zip_file: code });
  const description = { AuthType: "NONE", NetConfig: { EnableExtranet: true, EnableIntranet: false } };
  const trigger = await vendor.create(
    "tencentcloud_scf_trigger",
    {
      ...{ function_name: "echo", namespace: "default", qualifier: "$LATEST", enable: "OPEN", type: "http" },
      trigger_desc: JSON.stringify(description),
    },
    {},
  );
  const { NetConfig } = JSON.parse(trigger.attributes["trigger_attribute"] as string) as {
    readonly NetConfig: { readonly ExtranetUrl: string };
  };
  return NetConfig.ExtranetUrl.replace("https:", "http:");
}

it("records the posted callback, notifies listeners, and names the call that answered", async () => {
  const cloud = await startCloud();
  const url = `${await deployEcho(cloud)}/secret`;
  const notified: string[] = [];
  const stop = cloud.onDelivery(({ requestBody }) => void notified.push(requestBody));
  const body = Buffer.from([0x68, 0x69, 0xff]);
  const delivery = await cloud.deliver(url, body, "XML", { event: "TaskFinish", subject: "j1" });
  stop();
  await cloud.deliver(url, "unheard", "XML");

  expect(notified).toEqual([delivery.requestBody]);
  expect(delivery).toMatchObject({ event: "TaskFinish", subject: "j1", status: 200 });
  expect(delivery.url).not.toContain("secret");
  expect(cloud.sentOf(delivery)).toEqual({ url, body });
  expect(cloud.sentOf({ ...delivery })).toBeUndefined();
  const lines = cloud.logs.filter(({ requestId }) => requestId === delivery.requestId);
  expect(lines.map(({ text }) => text)).toEqual([delivery.requestBody]);
});

it("delivers a callback for a host of another machine to the function that accepts its secret", async () => {
  const cloud = await startCloud();
  await deployEcho(cloud, { CI_CALLBACK_SECRETS: "0123456789abcdef,fedcba9876543210" });

  const url = "https://gateway.example.com/ci/fedcba9876543210";
  const deliveries = [await cloud.deliver(url, "body", "XML"), await cloud.deliver(url, "body", "XML")];

  expect(deliveries.map(({ status, answer }) => ({ status, answer }))).toEqual([
    { status: 200, answer: "body" },
    { status: 200, answer: "body" },
  ]);
});

it.each(["https://gateway.example.com/ci/unknown-secret", "http://10.0.0.1/", "https://127.0.0.1.example.com/"])(
  "sends nothing to another machine: %s",
  async (url) => {
    const cloud = await startCloud();
    await deployEcho(cloud, { CI_CALLBACK_SECRETS: "0123456789abcdef" });

    const { status, error } = await cloud.deliver(url, "body", "XML");

    expect(status).toBeUndefined();
    expect(error).toMatch(/^The local cloud posts to this machine only \(got [^/]+\)/);
  },
);

it.each<{ name: string; effect: Fault["effect"]; outcomes: readonly (number | string)[] }>([
  { name: "is lost", effect: { type: "drop" }, outcomes: ["dropped by a fault"] },
  { name: "arrives twice", effect: { type: "repeat", times: 2 }, outcomes: [200, 200] },
  { name: "is answered instead of the receiver", effect: { type: "answer", status: 502 }, outcomes: [502] },
  {
    name: "reaches a process that is killed before its answer",
    effect: { type: "kill", when: "before" },
    outcomes: [439],
  },
  {
    name: "reaches a process that is killed after its answer",
    effect: { type: "kill", when: "after" },
    outcomes: [439],
  },
])("by a fault, a callback $name", async ({ effect, outcomes }) => {
  const cloud = await startCloud();
  const url = await deployEcho(cloud);
  const match = effect.type === "kill" ? "INVOKE echo" : "CALLBACK TaskFinish *";
  cloud.faults.add({ match, effect });
  await cloud.deliver(url, "one", "XML", { event: "TaskFinish", subject: "j1" });
  await cloud.idle();
  expect(cloud.deliveries.map(({ status, error }) => status ?? error)).toEqual(outcomes);
  await cloud.deliver(url, "two", "XML", { event: "TaskFinish", subject: "j1" });
  expect(cloud.deliveries.at(-1)).toMatchObject({ status: 200 });
});

it("delivers other callbacks before one that a fault delays", async () => {
  const cloud = await startCloud();
  const url = await deployEcho(cloud);
  cloud.faults.add({ match: "CALLBACK * late", effect: { type: "delay", ms: 300 } });
  void cloud.deliver(url, "first", "XML", { event: "TaskFinish", subject: "late" });
  void cloud.deliver(url, "second", "XML", { event: "TaskFinish", subject: "soon" });
  await cloud.idle();
  expect(cloud.deliveries.map(({ requestBody }) => requestBody)).toEqual(["second", "first"]);
});

it("lists faults with their number of matches, and removes one", async () => {
  const cloud = await startCloud();
  const fault: Fault = { match: "CALLBACK *", times: 5, effect: { type: "drop" } };
  cloud.faults.add(fault);
  cloud.faults.add({ ...fault, match: "EVENT *" });
  await cloud.deliver("http://127.0.0.1:9/", "", "XML");
  expect(cloud.faults.all).toEqual([
    { id: 1, fault, seen: 1, left: 4 },
    { id: 2, fault: { ...fault, match: "EVENT *" }, seen: 0, left: 5 },
  ]);
  cloud.faults.remove(1);
  expect(cloud.faults.all.map(({ id }) => id)).toEqual([2]);
});

it("shows buckets, and deletes objects as the API does", async () => {
  const cloud = await startCloud();
  cloud.putObject(BUCKET, "a", "1");
  expect([...cloud.buckets[0]!.objects.keys()]).toEqual(["a"]);
  cloud.deleteObject(BUCKET, "a");
  cloud.deleteObject(BUCKET, "a");
  expect(cloud.buckets[0]!.objects.size).toBe(0);
});
