/**
 * Terraform, or the provider, is killed after each kind of call that changes something: the next runs finish its work.
 * Signals other than SIGKILL are in interruption.test.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { listBatchJobs } from "../../api/batch-jobs";
import type { ReceivedRequest } from "../support/fake-server";
import { EXHAUSTIVE } from "../support/exhaustive";
import { startForwarder } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import { ADDRESS, clientOf, expectDeployed, pipeline } from "./deployment";
import { BUCKET, ok, STARTED_ON_DEMAND, workspaceFor } from "./support";
import type { Setting } from "./support";

/** Kinds of calls in Terraform's order. A GET changes nothing, so no kill follows it. */
const KINDS = {
  create: ["PUT /", "POST /mediabucket", "PUT /queue/:id", "POST /workflow", "POST /inventorytriggerjob"],
  update: ["PUT /queue/:id", "PUT /workflow/:id?paused", "PUT /workflow/:id"],
  destroy: [
    "PUT /inventorytriggerjob/:id?cancel",
    "PUT /workflow/:id?paused",
    "DELETE /workflow/:id",
    "PUT /queue/:id",
    "DELETE /mediabucket",
  ],
} as const;

type Phase = keyof typeof KINDS;
type Victim = "Terraform" | "the provider";
type Kill = readonly [Victim, kind: string];
type Kills = Readonly<Record<Phase, readonly Kill[]>>;

/** Of Terraform and of the provider, in each phase. */
const SAMPLE: Kills = {
  create: [
    ["Terraform", "POST /workflow"],
    ["the provider", "POST /inventorytriggerjob"],
  ],
  update: [
    ["the provider", "PUT /workflow/:id?paused"],
    ["Terraform", "PUT /workflow/:id"],
  ],
  destroy: [
    ["the provider", "PUT /inventorytriggerjob/:id?cancel"],
    ["Terraform", "DELETE /workflow/:id"],
  ],
};

function everyKill(victim: Victim): Kills {
  const of = (kinds: readonly string[]): Kill[] => kinds.map((kind) => [victim, kind]);
  return { create: of(KINDS.create), update: of(KINDS.update), destroy: of(KINDS.destroy) };
}

/** A call without the ids that differ from run to run. */
function kindOf({ method, path, query }: ReceivedRequest): string {
  const flags = Object.keys(query).filter((name) => query[name] === "");
  return `${method} ${path.replace(/\b[pwb][0-9a-f]{32}\b/, ":id")}${flags.length > 0 ? `?${flags.join("&")}` : ""}`;
}

/** One resource after the other: concurrent work would be killed at a different point in each run. */
const config = (format: "JSON" | "XML", prefix: string): string =>
  pipeline("this", "", true)
    .replace('result_format = "JSON"', `result_format = "${format}"`)
    .replace("videos/", prefix)
    .replace('name          = "wf"', 'name = "wf"\n  depends_on = [tencentci_media_queue.this]') +
  `resource "tencentci_batch_job" "this" {
    bucket     = "${BUCKET}"
    name       = "batch"
    type       = "Job"
    input      = jsonencode({ Prefix = "videos/" })
    operation  = jsonencode({ Tag = "MediaInfo", JobParam = {} })
    depends_on = [tencentci_media_workflow.this]
  }`;

const FIRST = config("JSON", "videos/");
const SECOND = config("XML", "other/");

interface Life extends Setting {
  /** Kinds of the calls that changed something. */
  readonly changes: Set<string>;
  /** True withholds the answer. */
  onCall: (kind: string) => boolean;
}

async function life(): Promise<Life> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 3_600_000 });
  onTestFinished(() => cloud.close());
  cloud.putObject(BUCKET, "videos/a.mp4", "x");
  const changes = new Set<string>();
  const running: Omit<Life, "terraform"> = { cloud, changes, onCall: () => false };
  const line = await startForwarder(cloud.url, (request) => {
    const kind = kindOf(request);
    if (request.method !== "GET") changes.add(kind);
    return running.onCall(kind) ? new Promise(() => undefined) : undefined;
  });
  onTestFinished(() => line.close());
  const keys = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  };
  const terraform = await workspaceFor(line.url, FIRST, keys, STARTED_ON_DEMAND);
  return Object.assign(running, { terraform });
}

async function killedInEach(kills: readonly Kill[], at: Life, phase: Phase): Promise<void> {
  for (const [index, kill] of kills.entries()) await killedAfter(kill, at, phase, index === 0);
}

/**
 * Runs until the call was executed, then kills the victim. If that is Terraform, it starts its provider at the first kill of
 * each phase. At the others the provider is attached, and detached after the kill, which saves its starts.
 */
async function killedAfter([victim, kind]: Kill, at: Life, phase: Phase, isFirst: boolean): Promise<void> {
  let terraform = 0;
  let providers: readonly number[] = [];
  let isKilled = false;
  const startsProviders = victim === "the provider" || isFirst;
  at.onCall = (seen) => {
    if (isKilled) return true;
    if (seen !== kind) return false;
    providers = childrenOf(terraform);
    for (const pid of victim === "Terraform" ? [terraform] : providers) process.kill(pid, "SIGKILL");
    return (isKilled = true);
  };
  const run = phase === "destroy" ? "destroy" : "apply";
  // The lock of a killed run stays.
  const { code, text } = await at.terraform[run]({
    ...{ args: ["-lock=false"], startsProviders },
    onStart: (pid) => (terraform = pid),
  });
  expect(isKilled, `${kind} was not called: ${text}`).toBe(true);
  expect(providers.length > 0).toBe(startsProviders);
  expect(code).not.toBe(0);
  await at.terraform.detach();
  // A provider that lost its Terraform ends by itself. Its calls must not mix with those of the next run.
  await expect.poll(() => providers.filter(isRunning), { timeout: 60_000 }).toEqual([]);
  at.onCall = () => false;
}

/** State and parent of a process; undefined if there is none. */
function statusOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state = "", parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const isRunning = (pid: number): boolean => (statusOf(pid)?.state ?? "Z") !== "Z";

const childrenOf = (parent: number): number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && statusOf(pid)?.parent === parent);

async function batches({ cloud }: Life): Promise<string[]> {
  const states: string[] = [];
  const window = { from: new Date(0), to: new Date(Date.now() + 60_000) };
  for await (const { state } of listBatchJobs(clientOf(cloud), ADDRESS, "batch", window)) states.push(state);
  return states;
}

describeTerraform("kill -9 after calls that change something: CI, the state and the next plan agree in the end", () => {
  for (const [title, kills, options] of [
    ["of Terraform and of the provider in each phase", SAMPLE, {}],
    ["of Terraform after every kind of call", everyKill("Terraform"), EXHAUSTIVE],
    ["of the provider after every kind of call", everyKill("the provider"), EXHAUSTIVE],
  ] as const) {
    // Processes are found through /proc. Each test runs Terraform up to twenty times.
    it.skipIf(process.platform !== "linux")(title, { timeout: 600_000, ...options }, async () => {
      const at = await life();
      const { cloud, terraform } = at;
      await killedInEach(kills.create, at, "create");
      // The killed run has started a batch that no state knows.
      const { text } = ok(await terraform.apply({ args: ["-lock=false"] }));
      expect(text).toContain("A batch job of this name is running already");
      await expectDeployed(at);

      await terraform.configure(SECOND);
      await killedInEach(kills.update, at, "update");
      ok(await terraform.apply({ args: ["-lock=false"] }));
      await expectDeployed(at);
      expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { ResultFormat: "XML" } });
      expect(await batches(at)).toEqual(["Running", "Running"]);
      // No state knows of an update whose Terraform was killed, and destroy would leave the objects alone.
      await terraform.configure(FIRST);
      ok(await terraform.apply({ args: ["-lock=false"] }));

      await killedInEach(kills.destroy, at, "destroy");
      ok(await terraform.destroy({ args: ["-lock=false"] }));
      expect(await terraform.resources()).toEqual([]);
      expect(cloud.queues(BUCKET)).toEqual([]);
      expect([...at.changes].sort()).toEqual([...new Set(Object.values(KINDS).flat())].sort());
    });
  }
});
