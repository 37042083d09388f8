import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startedBy } from "../../local/inspector/objects/started";
import { DemoStack } from "../../scripts/demo/stack";
import { copyExample } from "../support/synthesized";
import { describeTerraform } from "../support/terraform";

const BUCKET = "media-1250000000";
const SUBMISSIONS = `POST ${BUCKET}.ci.ap-guangzhou.myqcloud.com/jobs`;

describeTerraform("examples/uploads, deployed", () => {
  let cloud: LocalCloud;
  let stack: DemoStack;
  let record: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], asyncRetryMs: 100 });
    stack = new DemoStack("uploads", "uploads", { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET });
    await copyExample("uploads", join(stack.folder, "cdktf.out/stacks/uploads"));
    await stack.init();
    await stack.apply();
    record = await stack.output("recordBucket");
  }, 120_000);

  afterAll(async () => {
    stack.remove();
    await cloud.close();
  });

  /** Log lines of a function about an object. */
  const lines = (message: string, object: string): Record<string, unknown>[] =>
    cloud.logs
      .filter(({ text }) => text.includes(`"message":"${message}"`) && text.includes(`"${object}"`))
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);

  it("runs the jobs of an upload, whose callbacks reach the user's code", async () => {
    cloud.putObject(BUCKET, "videos/2026/Ferien am Meer.MP4", "a film");
    await cloud.idle();
    expect(lines("shots", "videos/2026/Ferien am Meer.MP4")).toHaveLength(1);
    expect(lines("cover", "videos/2026/Ferien am Meer.MP4")).toMatchObject([
      { written: expect.arrayContaining(["covers/Ferien am Meer-0.jpg"]) as string[] },
    ]);
    const bucket = cloud.buckets.find(({ name }) => name === BUCKET)!;
    const started = startedBy(bucket, "videos/2026/Ferien am Meer.MP4", cloud, { all: () => [] });
    const names = started.map(({ kind, title, state }) => `${kind} ${kind === "call" ? "" : title} ${state}`);
    expect(new Set(names)).toEqual(new Set(["call  ", "job SplitVideoParts Success", "job Snapshot Success"]));
  }, 60_000);

  it("ignores other names, and objects that the jobs have written", async () => {
    const before = cloud.logs.filter(({ text }) => text.includes('"message":"submission"')).length;
    for (const name of ["videos/notes.txt", "videos/2026/", "other/a.mp4"]) cloud.putObject(BUCKET, name, "x");
    await cloud.idle();
    expect(cloud.logs.filter(({ text }) => text.includes('"message":"submission"'))).toHaveLength(before);
  }, 60_000);

  it("starts the jobs once for repeated events, and again for the next version", async () => {
    cloud.faults.add({ match: `EVENT * cos:* ${BUCKET}/videos/twice.mp4`, effect: { type: "repeat", times: 3 } });
    cloud.putObject(BUCKET, "videos/twice.mp4", "a film");
    await cloud.idle();
    expect(lines("shots", "videos/twice.mp4")).toHaveLength(1);
    const results = lines("submission", "videos/twice.mp4").map(({ result }) => result);
    expect(results.sort()).toEqual([...Array<string>(4).fill("repeated"), "submitted", "submitted"]);

    cloud.putObject(BUCKET, "videos/twice.mp4", "another film");
    await cloud.idle();
    expect(lines("shots", "videos/twice.mp4")).toHaveLength(2);
  }, 60_000);

  it("finds the job of a submission without an answer, instead of submitting it again", async () => {
    cloud.faults.add({ match: SUBMISSIONS, times: 2, effect: { type: "drop" } });
    cloud.putObject(BUCKET, "videos/lost.mp4", "a film");
    await cloud.idle();
    expect(lines("submission failed", "videos/lost.mp4")).toHaveLength(2);
    expect(lines("submission", "videos/lost.mp4").map(({ result }) => result)).toEqual(["found", "found"]);
    expect(lines("shots", "videos/lost.mp4")).toHaveLength(1);
    expect(lines("cover", "videos/lost.mp4")).toHaveLength(1);
  }, 60_000);

  it("retries a refused submission, and then reports it", async () => {
    const body = "<Error><Code>QueuePaused</Code><Message>paused</Message></Error>";
    cloud.faults.add({ match: SUBMISSIONS, times: 6, effect: { type: "answer", status: 403, body } });
    cloud.putObject(BUCKET, "videos/refused.mp4", "a film");
    await cloud.idle();
    expect(lines("submission failed", "videos/refused.mp4")).toHaveLength(6);
    const givenUp = lines("submission given up", "videos/refused.mp4");
    expect(givenUp.map(({ level, attempts }) => [level, attempts])).toEqual([
      ["error", 3],
      ["error", 3],
    ]);
    const objects = [...cloud.buckets.find(({ name }) => name === record)!.objects];
    const failed = objects.filter(([name]) => name.startsWith("ci-uploads/failed/"));
    expect(failed).toHaveLength(2);
    expect(JSON.parse(failed[0]![1].body.toString())).toMatchObject({
      object: "videos/refused.mp4",
      attempts: 3,
      error: { name: "CiApiError", message: expect.stringContaining("QueuePaused") as string },
    });
  }, 60_000);
});
