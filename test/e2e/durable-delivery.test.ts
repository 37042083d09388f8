import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCallbacks } from "../../cli/callbacks/run";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { DemoStack } from "../../scripts/demo/stack";
import { written } from "../cli/stack-folder";
import { copyExample } from "../support/synthesized";
import { describeTerraform } from "../support/terraform";

const BUCKET = "media-1250000000";
const CALLBACK = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"), "utf8");

describeTerraform("examples/durable-delivery, deployed", () => {
  let cloud: LocalCloud;
  let stack: DemoStack;
  let env: NodeJS.ProcessEnv;
  let url: string;
  let inbox: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], asyncRetryMs: 100 });
    env = { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET };
    stack = new DemoStack("durable-delivery", "durable-delivery", env);
    await copyExample("durable-delivery", join(stack.folder, "cdktf.out/stacks/durable-delivery"));
    await stack.init();
    await stack.apply();
    url = await stack.output("callbackUrl");
    inbox = await stack.output("inboxBucket");
  }, 120_000);

  afterAll(async () => {
    stack.remove();
    await cloud.close();
  });

  const callbacks = async (...args: string[]): Promise<{ readonly place: string; readonly key: string }[]> => {
    const { code, out } = await written(runCallbacks, [...args, "--bucket", inbox, "--json"], env);
    expect(code).toBe(0);
    const lines = out.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as { place: string; key: string });
  };

  it("stores a callback, answers, and runs the user's code with the worker", async () => {
    expect(await cloud.deliver(url, CALLBACK, "XML")).toMatchObject({ status: 200, answer: '{"status":"accepted"}' });
    await cloud.idle();
    const ran = cloud.logs.filter(({ text }) => text.includes('"message":"shots"'));
    expect(ran).toHaveLength(1);
    expect(ran[0]!.functionName).toMatch(/worker/i);
    expect(ran[0]!.text).toContain('"attempt":1');
    expect((await callbacks("list", "done")).map(({ place }) => place)).toEqual(["done"]);
  }, 60_000);

  it("gives up at once on a permanent failure, and redrives it from the command line", async () => {
    const refused = CALLBACK.replace(/<Input>.*?<\/Input>/s, "").replace(/<JobId>[^<]*/, "<JobId>j-refused");
    expect(await cloud.deliver(url, refused, "XML")).toMatchObject({ status: 200 });
    await cloud.idle();
    const [dead] = await callbacks("list", "dead");
    expect(dead).toMatchObject({ place: "dead", key: "job_j-refused_Success" });
    expect(cloud.logs.some(({ text }) => text.includes("was given up after 1 attempts"))).toBe(true);
    expect(await callbacks("redrive", dead!.key, "--yes")).toEqual([{ key: dead!.key, result: "redriven" }]);
    await cloud.idle();
    expect(await callbacks("list")).toMatchObject([{ place: "dead", key: dead!.key }]);
  }, 60_000);

  it("sweeps without an error", async () => {
    const sweeper = cloud.functions.find(({ name }) => /sweeper/i.test(name))!;
    expect(await cloud.invoke(sweeper.name, { Type: "Timer" })).toMatchObject({ statusCode: 200 });
    const lines = cloud.logs.filter(({ text }) => text.includes('"message":"sweep"'));
    expect(lines.at(-1)!.text).toContain('"waiting":0');
    expect(cloud.logs.filter(({ text }) => text.includes("reconciliation failed"))).toEqual([]);
  }, 60_000);
});
