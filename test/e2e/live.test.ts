/** `npm run live` from end to end, against the local cloud. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import type { LiveReport } from "../../scripts/live/report";
import { enableMedia } from "../local/support";
import { EXHAUSTIVE } from "../support/exhaustive";
import { program } from "../support/program";
import { describeTerraform } from "../support/terraform";

const ROOT = join(__dirname, "../..");
const BUCKET = "media-1250000000";
const TIMEOUT_MS = 240_000;
const DENIED = "<Error><Code>AccessDenied</Code><Message>not yours</Message></Error>";

interface Run {
  readonly child: ChildProcess;
  readonly out: string;
  readonly finished: Promise<{ readonly code: number | null; readonly printed: string }>;
  /** Resolves once the text was printed. */
  printed(text: string): Promise<void>;
}

async function startCloud(): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  onTestFinished(() => cloud.close());
  return cloud;
}

async function startLive(cloud: LocalCloud, args: readonly string[]): Promise<Run> {
  const out = mkdtempSync(join(tmpdir(), "live-report-"));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  const main = [await program("scripts/live/main.ts"), "--bucket", BUCKET, "--region", cloud.region];
  const child = spawn(process.execPath, [...main, "--runtimes", "", "--out", relative(ROOT, out), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...cloud.environment() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return {
    ...{ child, out },
    finished: new Promise((resolve) => child.on("close", (code) => resolve({ code, printed }))),
    printed: (text) => expect.poll(() => printed, { timeout: 60_000 }).toContain(text),
  };
}

/** Of the only report in a folder. */
function reportIn(folder: string): { readonly report: LiveReport; readonly text: string } {
  const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const json = readdirSync(folder).find((name) => name.endsWith(".json"))!;
  return { report: JSON.parse(readFileSync(join(folder, json), "utf8")) as LiveReport, text: text.join("\n") };
}

/** Nothing of a run remains in the cloud, and none of its states on this machine. */
async function expectNothingLeft(cloud: LocalCloud, queues: string, { finished }: Run): Promise<void> {
  await cloud.idle();
  expect(cloud.functions).toEqual([]);
  expect(cloud.resources).toEqual([]);
  const [bucket, ...others] = cloud.buckets;
  expect(others).toEqual([]);
  expect([...bucket!.workflows.keys()]).toEqual([]);
  expect([...bucket!.objects.keys()]).toEqual([]);
  expect(queuesOf(cloud)).toBe(queues);
  const [, folder = ""] = /The states are in (\S+)/.exec((await finished).printed) ?? [];
  expect(folder).not.toBe("");
  expect(existsSync(folder)).toBe(false);
}

/** Lets the bucket's queue report to another receiver; returns its settings. */
async function queueOfTheirs(cloud: LocalCloud): Promise<string> {
  await enableMedia(cloud);
  const NotifyConfig = {
    Url: "https://theirs.example.com/",
    State: "On",
    Type: "Url",
    ResultFormat: "XML",
    Event: "TaskFinish",
  } as const;
  cloud.changeQueue(BUCKET, { NotifyConfig });
  return queuesOf(cloud);
}

/** Settings of the bucket's queue. */
function queuesOf(cloud: LocalCloud): string {
  return JSON.stringify(cloud.queues(BUCKET).map(({ Name, State, NotifyConfig }) => ({ Name, State, NotifyConfig })));
}

/** The report of a run without an error, which also tries a pipeline with a topic. */
async function completeReport(args: readonly string[]): Promise<LiveReport> {
  const cloud = await startCloud();
  const queues = await queueOfTheirs(cloud);
  const run = await startLive(cloud, ["--yes", "--wait", "1", "--ckafka", "ckafka-1a2b3c4d", ...args]);

  const { code, printed } = await run.finished;
  expect([code, printed]).toEqual([
    0,
    expect.stringContaining("A simulation: TENCENTCI_ENDPOINT names the local cloud."),
  ]);
  expect(printed).toMatch(/cost +less than 0\.\d\d USD/);
  await expectNothingLeft(cloud, queues, run);

  const { report, text } = reportIn(run.out);
  expect(report).toMatchObject({ simulation: true, interrupted: false, left: [] });
  for (const scenario of report.scenarios) {
    expect(scenario).toMatchObject({ isOk: true, isDestroyed: true, isSecondPlanEmpty: true });
    expect(scenario.callbackSeconds, scenario.name).toBeGreaterThanOrEqual(0);
  }
  const { secretId, secretKey } = cloud.credential;
  for (const secret of [secretId, secretKey, cloud.url, new URL(cloud.url).host, BUCKET, cloud.appId]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toMatch(/localhost:\d+/);
  return report;
}

/** Names of the answered points. */
function answeredIn({ points }: LiveReport): string[] {
  return points.filter(({ answer }) => answer !== undefined).map(({ name }) => name);
}

describeTerraform("npm run live", () => {
  it(
    "deploys, receives callbacks, destroys, and reports a simulation",
    async () => {
      const report = await completeReport(["--only", "inline"]);
      expect(report.scenarios.map(({ name }) => name)).toEqual(["inline", "kafka"]);
      const answered = answeredIn(report);
      expect(answered).toEqual(expect.arrayContaining(["callback-repeat", "callback-signed", "failed-body"]));
      expect(answered.length).toBeGreaterThanOrEqual(13);
      const topic = report.points.filter(({ name }) => name.startsWith("queue-"));
      expect(topic.map(({ name, isAsAssumed }) => [name, isAsAssumed])).toEqual([
        ...["body", "key", "role"].map((name) => [`queue-${name}`, true]),
        ["queue-region", undefined],
        ["queue-desc", true],
        ["queue-group", undefined],
      ]);
      const repeat = report.points.find(({ name }) => name === "callback-repeat");
      expect(repeat).toMatchObject({ isAsAssumed: true, seen: { calls: 1, acceptedTwice: 0 } }); // as the local cloud does
    },
    TIMEOUT_MS,
  );

  it("does the same with every pipeline", { ...EXHAUSTIVE, timeout: TIMEOUT_MS }, async () => {
    const report = await completeReport([]);
    expect(report.scenarios.map(({ name }) => name)).toEqual(["inline", "durable", "uploads", "workflow", "kafka"]);
    expect(answeredIn(report)).toContain("run-name");
    expect(answeredIn(report).length).toBeGreaterThanOrEqual(18);
  });

  it(
    "after Ctrl-C in the middle of a deploy, destroys, deploys no further pipeline, and reports",
    async () => {
      const cloud = await startCloud();
      const queues = await queueOfTheirs(cloud);
      const run = await startLive(cloud, ["--yes", "--only", "durable,uploads"]);
      await expect.poll(() => cloud.functions.length, { timeout: 60_000 }).toBeGreaterThan(0);
      run.child.kill("SIGINT");

      expect((await run.finished).code).toBe(1);
      await expectNothingLeft(cloud, queues, run);
      const { report } = reportIn(run.out);
      expect(report).toMatchObject({ interrupted: true, left: [] });
      expect(report.scenarios).toMatchObject([
        { name: "durable", isOk: false, isDestroyed: true },
        { name: "uploads", isOk: false, isDestroyed: true, resources: 0 },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "destroys what a failed apply has created, and reports the failure",
    async () => {
      const cloud = await startCloud();
      cloud.faults.add({ match: "PUT *.ci.*/queue*", effect: { type: "answer", status: 403, body: DENIED } });
      const run = await startLive(cloud, ["--yes", "--only", "inline"]);

      expect((await run.finished).code).toBe(1);
      await cloud.idle();
      expect([cloud.functions, cloud.resources]).toEqual([[], []]);
      const [scenario] = reportIn(run.out).report.scenarios;
      expect(scenario).toMatchObject({
        isOk: false,
        isDestroyed: true,
        error: expect.stringContaining("AccessDenied") as string,
      });
    },
    TIMEOUT_MS,
  );

  it("creates nothing without a confirmation", async () => {
    const cloud = await startCloud();
    const { code, printed } = await (await startLive(cloud, [])).finished;
    expect([code, printed]).toEqual([
      2,
      expect.stringContaining("Pass --yes without a terminal; nothing was created."),
    ]);
    expect(cloud.buckets.flatMap(({ objects }) => [...objects.keys()])).toEqual([]);
  });

  it.each([
    [["--region", "ap-guangzhou"], "--bucket and --region must be given"],
    [["--bucket", BUCKET, "--region", "ap-guangzhou", "--only", "x"], "--only must name some of inline, durable"],
  ])("refuses %j", async (args, message) => {
    const child = spawn(process.execPath, [await program("scripts/live/main.ts"), ...args], { cwd: ROOT });
    let printed = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, printed]).toEqual([2, expect.stringContaining(message)]);
  });
});
