import { describe, expect, it, onTestFinished } from "vitest";
import type { Deployment, DeploymentOptions } from "../../harness/durable-deployment";
import { BUCKET, deployDurable, jobCallback, PREFIX, PROGRAM } from "../../harness/durable-deployment";
import { ciHost, picHost } from "../../api/hosts";
import { listAll } from "../../handler/delivery/durable/store";
import { redrive } from "../../handler/delivery/durable/operations";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { CiClient } from "../../api/client";

const EVERY_SECOND = "*/1 * * * * * *";
const SLACK_MS = 100;
const SOON = {
  CI_CALLBACK_RETRY: '{"maxAttempts":3,"firstDelay":1,"maxDelay":1}',
  CI_CALLBACK_SLACK_MS: String(SLACK_MS),
  CI_CALLBACK_RECONCILE: "off",
};

interface World extends Deployment {
  readonly cloud: LocalCloud;
}

async function start(options: Partial<DeploymentOptions> = {}): Promise<World> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 100 });
  onTestFinished(() => cloud.close());
  return { cloud, ...(await deployDurable({ cloud, program: PROGRAM, environment: SOON, ...options })) };
}

async function post({ callbackUrl }: World, body: string, method = "POST"): Promise<{ status: number; text: string }> {
  const answer = await fetch(callbackUrl, { method, ...(method === "POST" && { body }) });
  return { status: answer.status, text: await answer.text() };
}

interface LogLine {
  readonly message: string;
  readonly jobId?: string;
  readonly source?: string;
  readonly attempt?: number;
}

function linesOf({ cloud }: World, message: string): LogLine[] {
  return cloud.logs
    .filter(({ text }) => text.startsWith("{"))
    .map(({ text }) => JSON.parse(text) as LogLine)
    .filter((line) => line.message === message);
}

async function names({ store }: World, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of listAll(store, prefix)) found.push(name);
  return found;
}

describe("durable delivery on the local cloud", () => {
  it("answers when the callback lies in the inbox, and runs user code after that", async () => {
    const world = await start();
    expect(await post(world, jobCallback("j1"))).toEqual({ status: 200, text: '{"status":"accepted"}' });
    await world.cloud.idle();
    expect(linesOf(world, "effect")).toMatchObject([{ jobId: "j1", attempt: 1, source: "callback" }]);
    expect(await names(world, "")).toEqual([
      "done/job_j1_Success",
      "journal/job_j1_Success/0001",
      "journal/job_j1_Success/0002",
      "journal/job_j1_Success/0003",
      "state/created-once",
    ]);
  });

  it("makes one call to COS before it answers", async () => {
    const world = await start();
    world.cloud.faults.add({ match: "EVENT *", times: 1e9, effect: { type: "drop" } });
    world.cloud.faults.add({ match: "GET *.cos.*", times: 1e9, effect: { type: "answer", status: 500 } });
    expect((await post(world, jobCallback("j1"))).status).toBe(200);
  });

  it("runs user code once for a callback that comes twice, early or late", async () => {
    const world = await start();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(world, jobCallback("j1"))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await world.cloud.idle();
    expect((await post(world, jobCallback("j1"))).status).toBe(200);
    await world.cloud.idle();
    expect(linesOf(world, "effect")).toHaveLength(1);
    expect(await names(world, "inbox/")).toEqual([]);
  });

  it("says 503 when the callback cannot be stored, and 404, 405 or 400 to whom it does not concern", async () => {
    const world = await start();
    world.cloud.faults.add({ match: "PUT *inbox*", times: 2, effect: { type: "answer", status: 503 } });
    expect(await post(world, jobCallback("j1"))).toEqual({
      status: 503,
      text: '{"status":"error","error":"cannot be stored now"}',
    });
    expect((await post({ ...world, callbackUrl: `${world.callbackUrl}x` }, jobCallback("j1"))).status).toBe(404);
    expect((await post(world, "", "GET")).status).toBe(405);
    expect((await post(world, "garbage")).status).toBe(400);
    expect(await names(world, "")).toEqual([]);
  });

  it("tries again what failed, when the sweeper finds that its time has come", { timeout: 60_000 }, async () => {
    const world = await start({ sweeps: EVERY_SECOND });
    await post(world, jobCallback("j-fails"));
    await expect
      .poll(() => names(world, "done/"), { timeout: 50_000, interval: 500 })
      .toEqual(["done/job_j-fails_Success"]);
    expect(linesOf(world, "effect").map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it("puts what is refused for good among the dead, raises an alarm and takes it out again", async () => {
    const world = await start();
    await post(world, jobCallback("j-refused"));
    await world.cloud.idle();
    expect(await names(world, "dead/")).toEqual(["dead/job_j-refused_Success"]);
    expect(linesOf(world, "callback dead")).toMatchObject([{ key: "job_j-refused_Success", attempts: 1 }]);
    expect(await redrive(world.store, world.journal, "job_j-refused_Success")).toBe("redriven");
    await world.cloud.idle();
    expect(linesOf(world, "effect")).toHaveLength(2);
    expect(await names(world, "dead/")).toEqual(["dead/job_j-refused_Success~0004"]);
    expect(await names(world, "inbox/")).toEqual([]);
  });

  it("is not stopped by an event that never comes", { timeout: 60_000 }, async () => {
    const world = await start({ sweeps: EVERY_SECOND });
    world.cloud.faults.add({ match: "EVENT *", effect: { type: "drop" } });
    await post(world, jobCallback("j1"));
    await expect.poll(() => names(world, "done/"), { timeout: 50_000, interval: 500 }).toEqual(["done/job_j1_Success"]);
  });

  it("refuses to work on a bucket that creates an object twice", async () => {
    const world = await start();
    world.cloud.buckets.find(({ name }) => name === BUCKET)!.versioned = true;
    await post(world, jobCallback("j1"));
    await world.cloud.idle();
    expect(linesOf(world, "effect")).toEqual([]);
    expect(world.cloud.asyncCalls.map(({ error }) => error)).toEqual(
      Array(3).fill(expect.stringContaining("The bucket of the inbox must refuse to create an object twice")),
    );
    expect(await names(world, "inbox/")).toEqual(["inbox/job_j1_Success"]);
  });
});

async function isOver(world: World): Promise<boolean> {
  return (await names(world, "done/")).length > 0 && (await names(world, "inbox/")).length === 0;
}

describe("kill -9 of a worker", () => {
  const steps = [
    ["GET", "journal/job_j1_Success/0001"],
    ["GET", "inbox/job_j1_Success"],
    ["PUT", "journal/job_j1_Success/0001"],
    ["PUT", "journal/job_j1_Success/0002"],
    ["PUT", "journal/job_j1_Success/0003"],
    ["PUT", "done/job_j1_Success"],
    ["DELETE", "inbox/job_j1_Success"],
  ] as const;

  it.each(
    steps.flatMap(([method, name]) => (["before", "after"] as const).map((when) => [when, method, name] as const)),
  )("%s %s %s loses nothing and records one outcome", { timeout: 60_000 }, async (when, method, name) => {
    const world = await start({ workerTimeoutS: 1, sweeps: EVERY_SECOND });
    world.cloud.faults.add({ match: `${method} *${PREFIX}${name}`, effect: { type: "kill", when } });
    await post(world, jobCallback("j1"));
    await expect.poll(() => isOver(world), { timeout: 30_000, interval: 200 }).toBe(true);
    await world.cloud.idle();
    expect(await names(world, "inbox/")).toEqual([]);
    expect(await names(world, "done/")).toEqual(["done/job_j1_Success"]);
    const kinds = (await world.journal.read("job_j1_Success")).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
    expect(kinds.at(-1)).toBe("done");
  });
});

describe("kill -9 on the other ways", () => {
  const times = ["before", "after"] as const;
  const everyTime = (steps: readonly (readonly [method: string, name: string])[]) =>
    steps.flatMap(([method, name]) => times.map((when) => [when, method, name] as const));
  const kill = ({ cloud }: World, when: "before" | "after", method: string, name: string): void =>
    cloud.faults.add({ match: `${method} *${PREFIX}${name}`, effect: { type: "kill", when } });
  const seenBy = ({ cloud }: World): readonly number[] => cloud.faults.all.map(({ seen }) => seen);

  it.each(times)("of a receiver, %s its PUT: nothing is answered with 200, and a repeat is taken", async (when) => {
    const world = await start();
    kill(world, when, "PUT", "inbox/job_j1_Success");
    expect((await post(world, jobCallback("j1"))).status).not.toBe(200);
    expect((await post(world, jobCallback("j1"))).status).toBe(200);
    await world.cloud.idle();
    expect(await names(world, "done/")).toEqual(["done/job_j1_Success"]);
    expect(linesOf(world, "effect")).toHaveLength(1);
  });

  it.each(
    everyTime([
      ["PUT", "journal/job_j-refused_Success/0002"],
      ["PUT", "journal/job_j-refused_Success/0003"],
      ["PUT", "dead/job_j-refused_Success"],
      ["DELETE", "inbox/job_j-refused_Success"],
    ]),
  )("of a worker %s %s %s leaves one dead callback", { timeout: 60_000 }, async (when, method, name) => {
    const world = await start({ workerTimeoutS: 1, sweeps: EVERY_SECOND });
    kill(world, when, method, name);
    await post(world, jobCallback("j-refused"));
    const isBuried = async (): Promise<boolean> =>
      (await names(world, "dead/")).length > 0 && (await names(world, "inbox/")).length === 0;
    await expect.poll(isBuried, { timeout: 30_000, interval: 200 }).toBe(true);
    await world.cloud.idle();
    expect(seenBy(world)).not.toContain(0);
    const kinds = (await world.journal.read("job_j-refused_Success")).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "dead")).toHaveLength(1);
    expect(await names(world, "done/")).toEqual([]);
  });

  it.each(
    everyTime([
      ["PUT", "journal/job_j-fails_Success/0002"], // the beginning of the run
      ["PUT", "journal/job_j-fails_Success/0003"], // the failure
      ["PUT", "journal/job_j-fails_Success/0004"], // the claim after it
      ["PUT", "inbox/job_j-fails_Success"], // the second one is the sweeper's nudge
      ["PUT", "state/created-once"],
    ]),
  )("%s %s %s of a callback that fails once ends with done", { timeout: 60_000 }, async (when, method, name) => {
    const world = await start({ workerTimeoutS: 1, sweeps: EVERY_SECOND });
    const isNudge = name.startsWith("inbox/");
    world.cloud.faults.add({
      match: `${method} *${PREFIX}${name}`,
      skip: isNudge ? 1 : 0,
      effect: { type: "kill", when },
    });
    await post(world, jobCallback("j-fails"));
    await expect.poll(() => isOver(world), { timeout: 30_000, interval: 200 }).toBe(true);
    await world.cloud.idle();
    expect(seenBy(world)[0]).toBeGreaterThan(isNudge ? 1 : 0);
    const kinds = (await world.journal.read("job_j-fails_Success")).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
    expect(await names(world, "dead/")).toEqual([]);
  });
});

describe("reconciliation", () => {
  it("finds within two sweeps a callback that CI never sent", { timeout: 120_000 }, async () => {
    const world = await start({ environment: { ...SOON, CI_CALLBACK_RECONCILE: "" } });
    const { cloud } = world;
    const address = { bucket: BUCKET, region: cloud.region };
    const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
    await client.request({ method: "PUT", host: picHost(address), path: "/" });
    await client.requestXml({ method: "POST", host: ciHost(address), path: "/mediabucket" });
    cloud.putObject(BUCKET, "videos/a.mp4", "x");
    const answer = await client.requestXml({
      method: "POST",
      host: ciHost(address),
      path: "/jobs",
      xml: ["Request", { Tag: "Snapshot", Input: { Object: "videos/a.mp4" }, Operation: {}, CallBack: "no" }],
    });
    const { JobId } = answer["JobsDetail"] as { readonly JobId: string };
    await cloud.idle();
    expect(linesOf(world, "effect")).toEqual([]);

    const sweep = (): Promise<unknown> => cloud.invoke("sweeper", { Type: "Timer" });
    await sweep();
    await new Promise((resolve) => setTimeout(resolve, SLACK_MS)); // its callback might still have been on its way
    await sweep();
    await cloud.idle();

    expect(linesOf(world, "effect")).toMatchObject([{ jobId: JobId, source: "reconciled", attempt: 1 }]);
    expect(await names(world, "done/")).toEqual([`done/job_${JobId}_Success`]);
    await sweep();
    await cloud.idle();
    expect(linesOf(world, "effect")).toHaveLength(1);
  });
});
