import { describe, expect, it, vi } from "vitest";
import { nextStep, progressOf } from "../../../../handler/delivery/durable/entry";
import { MAX_OBJECT_BYTES, openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { parseCallback } from "../../../../handler/callback/parse";
import { keyOf } from "../../../../handler/delivery/durable/key";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { redrive } from "../../../../handler/delivery/durable/redrive";
import type { RunResult } from "../../../../handler/delivery/durable/run";
import { Worker } from "../../../../handler/delivery/durable/worker";
import type { WorkerOptions } from "../../../../handler/delivery/durable/worker";
import { UnreadableError } from "../../../../handler/delivery/durable/seal";
import { OversizedError } from "../../../../handler/delivery/durable/store";
import { MemoryStore } from "./memory-store";

type Run = WorkerOptions["run"];

const BODY = Buffer.from("<Response/>");
const INBOX = "inbox/k";
const LEASE_MS = 60_000;
const success: RunResult = {};
const failure: RunResult = { error: { name: "TypeError", message: "no" } };

async function setUp(run: Run, more: Partial<WorkerOptions> = {}) {
  const store = new MemoryStore();
  const head = { key: "k", source: "callback", receivedAt: store.now, headers: {} } as const;
  await accept(store, { head, body: BODY });
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 };
  const options = { store, journal, clock: store.clock, retry, leaseMs: LEASE_MS, run, random: () => 1, ...more };
  return { store, journal, worker: new Worker(options), another: new Worker(options) };
}

const archived = (store: MemoryStore, name: string) =>
  openEnvelope(store.objects.get(name)!.content, name.slice(name.indexOf("/") + 1));

describe("a worker", () => {
  it("runs user code, records the outcome and moves the callback to done", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, journal, worker } = await setUp(run);

    expect(await worker.process(INBOX)).toBe("done");

    expect(run.mock.calls).toMatchObject([[{ head: { key: "k" } }, { key: "k", attempt: 1 }]]);
    expect((await journal.read("k")).map(({ kind }) => kind)).toEqual(["claim", "begin", "done"]);
    expect(store.names("inbox/")).toEqual([]);
    const { head, body } = archived(store, "done/k");
    expect(head.outcome).toEqual({ status: "done", at: store.now, attempts: 1 });
    expect(Buffer.from(body).equals(BODY)).toBe(true);
  });

  it("records that no route took a callback, which is done then", async () => {
    const { store, journal, worker } = await setUp(() => Promise.resolve({ unrouted: true }));
    expect(await worker.process(INBOX)).toBe("done");
    expect((await journal.read("k")).at(-1)).toMatchObject({ kind: "done", unrouted: true });
    expect(archived(store, "done/k").head.outcome).toMatchObject({ status: "done", unrouted: true });
  });

  it("makes seven calls to the store for a callback that succeeds", async () => {
    const { store, worker } = await setUp(() => Promise.resolve(success));
    store.log.length = 0;
    await worker.process(INBOX);
    expect(store.log).toEqual([
      "get journal/k/0001",
      "get inbox/k",
      "create journal/k/0001",
      "create journal/k/0002",
      "create journal/k/0003",
      "create done/k",
      "delete inbox/k",
    ]);
  });

  it("runs user code once however many events come at once", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { worker } = await setUp(run);
    const results = await Promise.all(Array.from({ length: 8 }, () => worker.process(INBOX)));
    expect(results.filter((result) => result === "done")).toHaveLength(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("knows a callback that comes again after it was done, and clears it away", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, worker } = await setUp(run);
    await worker.process(INBOX);
    const head = { key: "k", source: "callback", receivedAt: 1, headers: {} } as const;
    expect(await accept(store, { head, body: BODY })).toBe("accepted");
    expect(await worker.process(INBOX)).toBe("over");
    expect(run).toHaveBeenCalledTimes(1);
    expect(store.names("inbox/")).toEqual([]);
  });

  it("waits longer after each failure, and gives up after the last attempt", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(failure));
    const onDead = vi.fn();
    const { store, worker } = await setUp(run, { onDead });

    expect(await worker.process(INBOX)).toBe("failed");
    expect(await worker.process(INBOX)).toBe("left");
    store.now += 1000;
    expect(await worker.process(INBOX)).toBe("failed");
    store.now += 1999;
    expect(await worker.process(INBOX)).toBe("left");
    store.now += 1;
    expect(await worker.process(INBOX)).toBe("dead");

    expect(run.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3]);
    expect(onDead.mock.calls).toEqual([[{ key: "k", attempts: 3, error: failure.error }]]);
    expect(archived(store, "dead/k").head.outcome).toMatchObject({ status: "dead", attempts: 3, error: failure.error });
    expect(store.names("inbox/")).toEqual([]);
  });

  it("gives up at once when trying again is of no use", async () => {
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    expect(await worker.process(INBOX)).toBe("dead");
    expect(store.names("dead/")).toEqual(["dead/k"]);
  });

  it("takes over when the lease of a dead worker is over, and not before", async () => {
    let calls = 0;
    const { store, worker, another } = await setUp(() =>
      ++calls === 1 ? new Promise(() => {}) : Promise.resolve(success),
    );
    void worker.process(INBOX);
    await vi.waitFor(() => expect(calls).toBe(1));
    store.now += LEASE_MS - 1;
    expect(await another.process(INBOX)).toBe("left");
    store.now += 1;
    expect(await another.process(INBOX)).toBe("done");
  });

  it("does not count what a worker did after another had taken over", async () => {
    let wake: (result: RunResult) => void = () => {};
    let calls = 0;
    const { store, journal, worker, another } = await setUp(() =>
      ++calls === 1 ? new Promise<RunResult>((resolve) => (wake = resolve)) : Promise.resolve(success),
    );
    const zombie = worker.process(INBOX);
    await vi.waitFor(() => expect(calls).toBe(1));
    store.now += LEASE_MS;
    await another.process(INBOX);
    wake({ ...failure, permanent: true });
    expect(await zombie).toBe("lost");
    expect((await journal.read("k")).map(({ kind }) => kind)).toEqual(["claim", "begin", "claim", "begin", "done"]);
    expect(store.names("dead/")).toEqual([]);
  });

  it("buries a callback that kills its worker every time", async () => {
    const { store, worker } = await setUp(() => new Promise(() => {}));
    for (let attempt = 1; attempt <= 3; attempt++) {
      void worker.process(INBOX);
      await vi.waitFor(() => expect(store.names("journal/")).toHaveLength(2 * attempt));
      store.now += LEASE_MS;
    }
    expect(await worker.process(INBOX)).toBe("dead");
    expect(archived(store, "dead/k").head.outcome?.error?.name).toBe("Abandoned");
  });

  it("clears away what a worker left that died right after it had recorded the outcome", async () => {
    const { store, worker } = await setUp(() => Promise.resolve(success));
    store.before = (operation) => {
      if (operation.startsWith("create done/")) throw new Error("the process is killed here");
    };
    await expect(worker.process(INBOX)).rejects.toThrow("killed here");
    store.before = () => {};
    expect(await worker.process(INBOX)).toBe("over");
    expect(store.names()).toEqual(["done/k", ...[1, 2, 3].map((slot) => `journal/k/000${slot}`)]);
  });

  it.each(["get dead/k", "create dead/k"])("raises the alarm although a worker dies at %s", async (point) => {
    const onDead = vi.fn();
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }), { onDead });
    store.before = (operation) => {
      if (operation === point) throw new Error("the process is killed here");
    };
    await expect(worker.process(INBOX)).rejects.toThrow("killed here");
    store.before = () => {};
    onDead.mockClear();
    expect(await worker.process(INBOX)).toBe("over");
    expect(onDead.mock.calls).toEqual([[{ key: "k", attempts: 1, error: failure.error }]]);
    expect(store.names()).toEqual(["dead/k", ...[1, 2, 3].map((slot) => `journal/k/000${slot}`)]);
  });

  it("clears away nothing of a round of which an old read of the journal knows nothing yet", async () => {
    const { store, journal, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    await worker.process(INBOX);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    const get = store.get.bind(store);
    store.get = (name) => (name === "journal/k/0004" ? Promise.resolve(undefined) : get(name));
    expect(await worker.process("inbox/k~0004")).toBe("left");
    store.get = get;
    expect(store.names("inbox/")).toEqual(["inbox/k~0004"]);
    expect(await worker.process("inbox/k~0004")).toBe("dead");
    expect([store.names("inbox/"), store.names("dead/")]).toEqual([[], ["dead/k~0004"]]);
  });

  it("raises no second alarm for what lies among the dead", async () => {
    const onDead = vi.fn();
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }), { onDead });
    await worker.process(INBOX);
    store.write(INBOX, store.objects.get("dead/k")!.content);
    expect(await worker.process(INBOX)).toBe("over");
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it("does not begin when its claim took so long to write that another may have taken over", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, worker } = await setUp(run);
    store.before = (operation) => {
      if (operation === "create journal/k/0001") store.now += LEASE_MS;
    };
    expect(await worker.process(INBOX)).toBe("lost");
    expect(run).not.toHaveBeenCalled();
  });

  it("splits a callback with several jobs into one for each, and loses none when it dies in between", async () => {
    const run = vi.fn<Run>(() => Promise.resolve({}));
    const { store, worker } = await setUp(run);
    const job = (id: string): string =>
      `<JobsDetail><JobId>${id}</JobId><Tag>Snapshot</Tag><State>Success</State></JobsDetail>`;
    const body = Buffer.from(`<Response><EventName>TaskFinish</EventName>${job("j1")}${job("j2")}</Response>`);
    const head = { key: keyOf(parseCallback(body), () => ""), source: "callback", receivedAt: 1, headers: {} } as const;
    await accept(store, { head, body });
    const whole = `inbox/${head.key}`;
    store.before = (operation) => {
      if (operation === "create inbox/job_j2_Success") throw new Error("the process is killed here");
    };
    expect(await worker.process(whole)).toBe("failed");
    store.before = () => {};
    expect(await worker.process("inbox/job_j1_Success")).toBe("done");
    store.now += 1000;
    expect(await worker.process(whole)).toBe("split");
    expect(store.names("inbox/")).toEqual(["inbox/job_j1_Success", "inbox/job_j2_Success", INBOX]);
    expect(await worker.process("inbox/job_j1_Success")).toBe("over");
    expect(await worker.process("inbox/job_j2_Success")).toBe("done");
    expect(run).toHaveBeenCalledTimes(2);
    const parsed = parseCallback(archived(store, "done/job_j2_Success").body);
    expect(parsed).toMatchObject({ type: "jobs", jobs: [{ jobId: "j2", state: "Success" }] });
  });

  it.each([["done/k"], ["inbox/"], ["inbox/a b"], ["else"]])("has nothing to do with the object %j", async (name) => {
    const { worker } = await setUp(() => Promise.resolve(success));
    expect(await worker.process(name)).toBe("foreign");
  });

  it("has nothing to do when the object is gone", async () => {
    const { worker } = await setUp(() => Promise.resolve(success));
    expect(await worker.process("inbox/other")).toBe("gone");
  });

  it.each<[string, (content: Uint8Array) => Uint8Array]>([
    ["nothing", () => Buffer.alloc(0)],
    ["an error document", () => Buffer.from("<Error><Code>InternalError</Code></Error>")],
    ["a part", (content) => content.subarray(0, content.length - 1)],
    ["the line alone", (content) => content.subarray(0, content.indexOf(10) + 1)],
  ])("reads again when a read gives %s, and changes nothing when all do", async (_, damage) => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, worker } = await setUp(run);
    const whole = store.objects.get(INBOX)!.content;
    let bad = Infinity;
    const get = store.get.bind(store);
    store.get = async (name) => (name === INBOX && bad-- > 0 ? damage(whole) : get(name));
    await expect(worker.process(INBOX)).rejects.toThrow(UnreadableError);
    expect(store.names()).toEqual([INBOX]);
    bad = 2;
    expect(await worker.process(INBOX)).toBe("done");
    expect(Buffer.from(archived(store, "done/k").body).equals(BODY)).toBe(true);
  });

  it("counts no run where the bucket fails between the claim and user code", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(failure));
    const { store, journal, worker } = await setUp(run);
    for (let claim = 1; claim <= 5; claim++) {
      store.before = (operation) => {
        // After its claim, each worker finds a bucket that fails for as long as it may wait.
        if (operation === `create journal/k/000${claim + 1}`) {
          store.now += LEASE_MS;
          throw new Error("the bucket fails");
        }
      };
      await expect(worker.process(INBOX)).rejects.toThrow("the bucket fails");
    }
    store.before = () => {};
    expect(progressOf(await journal.read("k"))).toMatchObject({ claims: 5, idle: 5, attempts: 0 });
    expect(await worker.process(INBOX)).toBe("failed");
    expect(run.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1]);
  });

  it("gives up what never comes to user code after a hundred claims, and says so", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const onDead = vi.fn();
    const { store, journal, worker } = await setUp(run, { onDead });
    let progress = progressOf([]);
    for (let claim = 0; claim < 99; claim++) {
      progress = (await journal.append("k", progress, { kind: "claim", until: store.now }))!;
    }
    expect(nextStep(progress, store.now, { maxAttempts: 1, firstDelayMs: 1, maxDelayMs: 1 })).toBe("claim");
    await journal.append("k", progress, { kind: "claim", until: store.now });
    expect(await worker.process(INBOX)).toBe("dead");
    expect(run).not.toHaveBeenCalled();
    expect(onDead.mock.calls).toMatchObject([[{ attempts: 0, error: { name: "NotBegun" } }]]);
  });

  it("buries with user code's own error what has had more attempts than are allowed by now", async () => {
    const onDead = vi.fn();
    const { store, journal, worker } = await setUp(() => Promise.resolve(failure));
    await worker.process(INBOX);
    store.now += 1000;
    await worker.process(INBOX);
    store.now += 2000;
    const lowered = { maxAttempts: 1, firstDelayMs: 1000, maxDelayMs: 1000 };
    const options = { store, journal, clock: store.clock, retry: lowered, leaseMs: LEASE_MS, onDead };
    expect(await new Worker({ ...options, run: () => Promise.resolve(success) }).process(INBOX)).toBe("dead");
    expect(onDead.mock.calls).toEqual([[{ key: "k", attempts: 2, error: failure.error }]]);
  });

  it("does not replace what lies in the archive by the body of a duplicate", async () => {
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    await worker.process(INBOX);
    const head = { key: "k", source: "callback", receivedAt: 2, headers: {} } as const;
    await accept(store, { head, body: Buffer.from("another") });
    await worker.process(INBOX);
    expect(Buffer.from(archived(store, "dead/k").body).equals(BODY)).toBe(true);
  });

  it("goes on with a split where the last worker stopped, and gives up only when none gets on", async () => {
    const { store, journal, worker } = await setUp(() => Promise.resolve(success), {
      retry: { maxAttempts: 2, firstDelayMs: 1, maxDelayMs: 1 },
    });
    store.objects.clear();
    const details = Array.from({ length: 350 }, (_, n) => ({ JobId: `j${n}`, Tag: "T", State: "Success" }));
    const body = JSON.stringify({ EventName: "TaskFinish", JobsDetail: details, junk: "x".repeat(20_000) });
    const key = keyOf(parseCallback(body), () => "");
    await accept(store, { head: { key, source: "callback", receivedAt: 1, headers: {} }, body });
    let left = 120;
    store.before = (operation) => {
      if (operation.startsWith("create inbox/") && left-- <= 0) throw new Error("the bucket fails");
    };
    const results: string[] = [];
    for (let time = 0; time < 4; time++) {
      left = 120;
      results.push(await worker.process(`inbox/${key}`));
      store.now += 10;
    }
    expect(results).toEqual(["failed", "failed", "failed", "split"]);
    expect(store.names("inbox/")).toHaveLength(350);
    expect(progressOf(await journal.read(key))).toMatchObject({ phase: "done", parts: 300 });
    // Members beside the jobs are not repeated 350 times.
    expect(store.objects.get("inbox/job_j0_Success")!.content.length).toBeLessThan(1000);
  });

  it("lets an object die that is larger than a callback can be, and leaves it where it is", async () => {
    const onDead = vi.fn();
    const { store, worker } = await setUp(() => Promise.resolve(success), { onDead });
    const get = store.get.bind(store);
    store.get = (name) => (name === INBOX ? Promise.reject(new OversizedError(name)) : get(name));
    await expect(worker.process(INBOX)).rejects.toThrow("is listed as smaller");
    expect(store.names("journal/")).toEqual([]);
    store.write(INBOX, Buffer.alloc(MAX_OBJECT_BYTES + 1));
    expect(await worker.process(INBOX)).toBe("dead");
    expect(await worker.process(INBOX)).toBe("dead");
    expect(onDead.mock.calls).toMatchObject([[{ attempts: 0, error: { name: "Oversized" } }]]);
    expect(store.names().filter((name) => !name.startsWith("journal/"))).toEqual(["dead/k", INBOX]);
  });
});
