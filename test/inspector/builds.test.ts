/** A callback against two builds of the code: the result of each, without an effect on the session. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { bundleProgram, deployInline, jobCallback, PREFIX } from "../../harness/durable-deployment";
import { deployTopic, TOPIC } from "../../harness/topic-deployment";
import type { Delivery } from "../../local/ci/delivery";
import type { LocalCloud } from "../../local/cloud";
import type { BuildComparison, BuildList, CallbackRow } from "../../local/inspector/protocol";
import { runIn } from "../../local/inspector/compare/build-run";
import { BuildRuns } from "../../local/inspector/compare/builds";
import { BUCKET, enableMedia, startCloud } from "../local/support";
import { deployPipeline, inspect, post } from "./support";

/** Writes an object, and submits no job. */
const writing = (text: string): string => `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: async ({ jobId }, ctx) => {
  ctx.log.info("${text}", { jobId });
  await ctx.ci.putObject("results/" + jobId + ".txt", "${text}\\n");
} });`;

/** Saves a program as `local` does: every function with the old code gets the new one. */
async function save(cloud: LocalCloud, name: string, program: string, changed?: readonly string[]): Promise<void> {
  const { codeSha256 } = cloud.functions.find((each) => each.name === name)!;
  cloud.replaceCode(codeSha256, Buffer.from(await bundleProgram(program), "base64"), changed);
}

/** Everything in the session that a run could change. */
const stateOf = (cloud: LocalCloud): unknown => ({
  objects: cloud.buckets.map(({ objects }) => [...objects].map(([key, { etag }]) => [key, etag])),
  jobs: cloud.buckets.map(({ jobs }) => [...jobs.keys()]),
  calls: [cloud.asyncCalls.length, cloud.deliveries.length, cloud.logs.length, cloud.batches.length],
  topics: cloud.topics.map(({ partitions }) => partitions.map(({ length }) => length)),
  codes: cloud.functions.map(({ name, codeSha256 }) => [name, codeSha256]),
});

it("runs an inline callback against the live and the previous build, without changing the session", async () => {
  const cloud = await startCloud();
  const url = await deployInline(cloud, writing("first"));
  await save(cloud, "inline", writing("second"), ["media.ts"]);
  const inspector = await inspect(cloud);
  const { id } = await cloud.deliver(url, jobCallback("j-travels"), "JSON");
  await cloud.idle();
  const state = stateOf(cloud);

  const { functionName, builds } = await post<BuildList>(inspector, "builds", { id });
  expect(functionName).toBe("inline");
  expect(builds.map(({ changed }) => changed)).toEqual([["media.ts"], []]);
  expect(builds[0]!.sha256).toBe(cloud.functions[0]!.codeSha256);

  const { before, after } = await post<BuildComparison>(inspector, "compare-builds", { id });
  expect([before.build.sha256, after.build.sha256]).toEqual([builds[1]!.sha256, builds[0]!.sha256]);
  for (const [run, text] of [
    [before, "first"],
    [after, "second"],
  ] as const) {
    expect(run).toMatchObject({ detail: { row: { status: 200, outcome: "done" } }, isCut: false, jobs: [] });
    expect(run.detail.logs.map((line) => line.text).join()).toContain(text);
    expect(run.writes).toMatchObject([{ bucket: BUCKET, kind: "put", text: `${text}\n` }]);
    expect(run.writes[0]!.key).toMatch(/^results\/j-travels-[0-9a-f]{8}\.txt$/);
  }
  expect(before.writes[0]!.key).toBe(after.writes[0]!.key); // one new id for both
  expect(stateOf(cloud)).toEqual(state);
});

it("runs receiver and worker of a durable pipeline against a build, without the session's inbox", async () => {
  const cloud = await startCloud({ eventMs: 1 });
  const { callbackUrl } = await deployPipeline(cloud);
  const good = writing("good");
  await save(cloud, "worker", good);
  await save(cloud, "worker", good.replace("await ctx.ci", 'throw new RangeError("worse"); await ctx.ci'));
  const inspector = await inspect(cloud);
  const { id } = await cloud.deliver(callbackUrl, jobCallback("j-travels"), "JSON");
  await cloud.idle();
  const state = stateOf(cloud);

  const { before, after } = await post<BuildComparison>(inspector, "compare-builds", { id });
  expect(before.detail.row.outcome).toBe("done");
  expect(before.detail.journal.map(({ kind }) => kind)).toEqual(["claim", "begin", "done"]);
  expect(before.writes.map(({ key }) => key)).toEqual([expect.stringMatching(/^results\//)]);
  expect(after.detail.row.outcome).toBe("waiting");
  expect(after.detail.journal.at(-1)).toMatchObject({ kind: "failed", error: "RangeError: worse" });
  expect(after.writes).toEqual([]);
  expect(stateOf(cloud)).toEqual(state);
  const inbox = [...cloud.buckets[0]!.objects.keys()].filter((key) => key.startsWith(PREFIX));
  expect(inbox.filter((key) => key.includes("j-travels-"))).toEqual([]);
});

it("runs the reader of a topic against a build, without messages of the session", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await deployTopic({ cloud, durable: false, program: writing("first"), partitions: 2 });
  await save(cloud, "worker", writing("second"));
  const inspector = await inspect(cloud);
  const address = `ckafka://ap-guangzhou/ckafka-1a2b3c4d/${TOPIC}`;
  const { id } = await cloud.deliver(address, jobCallback("j-topic"), "JSON");
  await cloud.deliver(address, jobCallback("j-other"), "JSON");
  await cloud.idle();
  const state = stateOf(cloud);

  const { before, after } = await post<BuildComparison>(inspector, "compare-builds", { id });
  const said = ({ detail }: BuildComparison["before"]) => detail.logs.map(({ text }) => text).join();
  expect(said(before)).toContain("first");
  expect(said(after)).toContain("second");
  for (const run of [before, after]) expect(said(run)).not.toContain("j-other");
  expect(stateOf(cloud)).toEqual(state);
});

it("compares the requested builds, and explains an invalid request", async () => {
  const cloud = await startCloud();
  const url = await deployInline(cloud, writing("first"));
  const inspector = await inspect(cloud);
  const { id } = await cloud.deliver(url, jobCallback("j-1"), "JSON");
  const { builds } = await post<BuildList>(inspector, "builds", { id });
  const { sha256 } = builds[0]!;

  const same = await post<BuildComparison>(inspector, "compare-builds", { id, before: sha256, after: sha256 });
  expect(same.before.detail.logs.length).toBeGreaterThan(0);
  const error = async (body: object) => (await post(inspector, "compare-builds", body)).error;
  expect(await error({ id, before: "abc" })).toBe('before must be a build that is kept (got "abc")');
  expect(await error({ id: "nobody" })).toBe("callback nobody is no longer kept");
  for (const nowhere of ["http://127.0.0.1:9/nobody", "http://127.0.0.1:9/%zz", "nowhere"]) {
    const lost = await cloud.deliver(nowhere, jobCallback("j-2"), "JSON");
    expect(await error({ id: lost.id })).toBe("no function of this cloud accepts callbacks of this address");
  }
  const elsewhere = url.replace(/^http:\/\/[^/]+/, "https://existing.example.com");
  const routed = await cloud.deliver(elsewhere, jobCallback("j-3"), "JSON");
  expect(routed.status).toBe(200);
  const byName = await post<BuildComparison>(inspector, "compare-builds", { id: routed.id });
  expect([byName.before, byName.after].map(({ detail }) => detail.row.status)).toEqual([200, 200]);
  const both = await Promise.all([error({ id }), error({ id })]);
  expect(both.filter((text) => text !== undefined)).toEqual(["a comparison is running: wait for its end"]);
});

/** Comparisons of builds with a callback to this address, with another way to copy the cloud. */
function runsOf(cloud: LocalCloud, url: string, closing: AbortSignal, copy: LocalCloud["copy"]): BuildRuns {
  const sent = { url, body: Buffer.from(jobCallback("j-compared")) };
  const delivery = { format: "JSON", event: "TaskFinish" } as Delivery;
  const watched = Object.create(cloud, { copy: { value: copy }, sentOf: { value: () => sent } }) as LocalCloud;
  return new BuildRuns(watched, { find: () => ({ delivery, revision: 0, row: {} as CallbackRow }) }, closing);
}

it("runs the chosen builds even if a file is saved while the copies start", async () => {
  const cloud = await startCloud();
  const url = await deployInline(cloud, writing("first"));
  await save(cloud, "inline", writing("second"));
  let saves = 0;
  const runs = runsOf(cloud, url, new AbortController().signal, async (codes) => {
    await save(cloud, "inline", writing(`later ${++saves}`));
    return cloud.copy(codes);
  });

  const { before, after } = await runs.compare({ id: "any" });

  expect(saves).toBe(2);
  expect([before, after].map(({ writes }) => writes[0]?.text)).toEqual(["first\n", "second\n"]);
});

it("explains that the function of a comparison was deleted while the copies start", async () => {
  const cloud = await startCloud();
  const url = await deployInline(cloud, writing("first"));
  const empty = await startCloud();
  const runs = runsOf(cloud, url, new AbortController().signal, () => empty.copy());
  await expect(runs.compare({ id: "any" })).rejects.toThrow("function inline was deleted before its builds ran");
});

it("explains that the code of a build is no longer on disk", async () => {
  const buildFolder = mkdtempSync(join(tmpdir(), "builds-"));
  onTestFinished(() => rmSync(buildFolder, { recursive: true, force: true }));
  const cloud = await startCloud({ buildFolder });
  const url = await deployInline(cloud, writing("first"));
  const inspector = await inspect(cloud);
  const { id } = await cloud.deliver(url, jobCallback("j-1"), "JSON");

  rmSync(buildFolder, { recursive: true });

  const { error } = await post(inspector, "compare-builds", { id });
  expect(error).toMatch(/^the code of build [0-9a-f]{8} is no longer on disk: choose another one$/);
});

it("ends a comparison when the inspector is closed, without waiting for the functions", async () => {
  const cloud = await startCloud();
  const url = await deployInline(
    cloud,
    `export default async () => { console.log("hangs"); await new Promise((resolve) => setTimeout(resolve, 60_000)); };`,
  );
  const closing = new AbortController();
  const copies: LocalCloud[] = [];
  const runs = runsOf(cloud, url, closing.signal, async (codes) => {
    const copy = await cloud.copy(codes);
    copies.push(copy);
    return copy;
  });
  const comparison = runs.compare({ id: "any" });
  const hang = () => copies.filter(({ logs }) => logs.some(({ text }) => text === "hangs")).length;
  await expect.poll(hang, { timeout: 20_000 }).toBe(2);
  closing.abort();
  const { before, after } = await comparison;
  for (const { detail } of [before, after]) expect(detail.row).toMatchObject({ outcome: "lost" }); // not timed out: 433
  await runs.ended();
});

it("refuses, in a copy, to post to another address of this machine", async () => {
  const cloud = await startCloud();
  const copy = await cloud.copy();
  onTestFinished(() => copy.close());
  const { error } = await copy.deliver(`${cloud.url}/secret`, "{}", "JSON");
  expect(error).toContain("A copy of the local cloud posts to its own functions only");
});

const HANGING = `export default async () => new Promise((resolve) => setTimeout(resolve, 60_000));`;

it("limits the time of a callback in a copy of a cloud with debuggers", async () => {
  const inspect = { host: "127.0.0.1", port: 0, isBreaking: false };
  const cloud = await startCloud({ inspect, callbackTimeoutMs: 50 });
  const url = await deployInline(cloud, HANGING);
  const copy = await cloud.copy();
  onTestFinished(() => copy.close());

  const { status, error } = await copy.deliver(url, jobCallback("j-late"), "JSON");

  expect(status).toBeUndefined(); // without the limit, the function's own time-out answers with 433
  expect(error).toBe("no answer within 50 ms");
});

it("ends a run whose callback is not answered in time", async () => {
  const cloud = await startCloud();
  const url = await deployInline(cloud, HANGING);
  const copy = await cloud.copy();
  onTestFinished(() => copy.close());
  const callback = { url, body: Buffer.from(jobCallback("j-late")), format: "JSON", event: "TaskFinish" } as const;

  const run = await runIn(copy, callback, new AbortController().signal, 50);

  expect(run).toMatchObject({ isCut: true, detail: { row: { outcome: "lost" } } });
});
