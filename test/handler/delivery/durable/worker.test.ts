import { describe, expect, it, vi } from "vitest";
import { openEnvelope, packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { parseCallback } from "../../../../handler/callback/parse";
import { keyOf } from "../../../../handler/delivery/durable/key";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { Worker } from "../../../../handler/delivery/durable/worker";
import type { RunResult, WorkerOptions } from "../../../../handler/delivery/durable/worker";
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

const archived = (store: MemoryStore, name: string) => openEnvelope(store.objects.get(name)!.content, "k");

describe("a worker", () => {
  it("runs user code, records the outcome and moves the callback to done", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, journal, worker } = await setUp(run);

    expect(await worker.process(INBOX)).toBe("done");

    expect(run.mock.calls).toMatchObject([[{ head: { key: "k" } }, { key: "k", attempt: 1 }]]);
    expect((await journal.read("k")).map(({ kind }) => kind)).toEqual(["claim", "done"]);
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

  it("makes six calls to the store for a callback that succeeds", async () => {
    const { store, worker } = await setUp(() => Promise.resolve(success));
    store.log.length = 0;
    await worker.process(INBOX);
    expect(store.log).toEqual([
      "get journal/k/0001",
      "get inbox/k",
      "create journal/k/0001",
      "create journal/k/0002",
      "put done/k",
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
    expect((await journal.read("k")).map(({ kind }) => kind)).toEqual(["claim", "claim", "done"]);
    expect(store.names("dead/")).toEqual([]);
  });

  it("buries a callback that kills its worker every time", async () => {
    const { store, worker } = await setUp(() => new Promise(() => {}));
    for (let attempt = 1; attempt <= 3; attempt++) {
      void worker.process(INBOX);
      await vi.waitFor(() => expect(store.names("journal/")).toHaveLength(attempt));
      store.now += LEASE_MS;
    }
    expect(await worker.process(INBOX)).toBe("dead");
    expect(archived(store, "dead/k").head.outcome?.error?.name).toBe("Abandoned");
  });

  it("clears away what a worker left that died right after it had recorded the outcome", async () => {
    const { store, worker } = await setUp(() => Promise.resolve(success));
    store.before = (operation) => {
      if (operation.startsWith("put done/")) throw new Error("the process is killed here");
    };
    await expect(worker.process(INBOX)).rejects.toThrow("killed here");
    store.before = () => {};
    expect(await worker.process(INBOX)).toBe("over");
    expect(store.names()).toEqual(["done/k", "journal/k/0001", "journal/k/0002"]);
  });

  it.each(["get dead/k", "put dead/k"])("raises the alarm although a worker dies at %s", async (point) => {
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
    expect(store.names()).toEqual(["dead/k", "journal/k/0001", "journal/k/0002"]);
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
    await expect(worker.process(whole)).rejects.toThrow("killed here");
    store.before = () => {};
    expect(await worker.process("inbox/job_j1_Success")).toBe("done");
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

  it("hands user code what somebody else put into the inbox, to be refused there", async () => {
    const run = vi.fn<Run>(() => Promise.resolve({ ...failure, permanent: true }));
    const { store, worker } = await setUp(run);
    store.write("inbox/odd", "garbage");
    expect(await worker.process("inbox/odd")).toBe("dead");
    expect(store.text("dead/odd")).toMatch(/\ngarbage$/);
    expect(packEnvelope(openEnvelope(store.objects.get("dead/odd")!.content, "odd"))).toEqual(
      store.objects.get("dead/odd")!.content,
    );
  });
});
