import { describe, expect, it, vi } from "vitest";
import { accept } from "../../../../handler/delivery/durable/inbox";
import type { RunResult } from "../../../../handler/delivery/durable/run";
import { Worker } from "../../../../handler/delivery/durable/worker";
import { BODY, INBOX, LEASE_MS, success, failure, setUp, archived } from "./worker-support";
import type { Run } from "./worker-support";

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

  it("records an unrouted callback as done", async () => {
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

  it("runs user code once for any number of simultaneous events", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { worker } = await setUp(run);
    const results = await Promise.all(Array.from({ length: 8 }, () => worker.process(INBOX)));
    expect(results.filter((result) => result === "done")).toHaveLength(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("recognizes a duplicate of a done callback and deletes it", async () => {
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

  it("gives up at once on a permanent failure", async () => {
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    expect(await worker.process(INBOX)).toBe("dead");
    expect(store.names("dead/")).toEqual(["dead/k"]);
  });

  it("takes over when the lease of a dead worker expires, and not before", async () => {
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

  it("ignores the outcome of a worker after another has taken over", async () => {
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

  it("makes a dead letter of a callback that kills its worker every time", async () => {
    const { store, worker } = await setUp(() => new Promise(() => {}));
    for (let attempt = 1; attempt <= 3; attempt++) {
      void worker.process(INBOX);
      await vi.waitFor(() => expect(store.names("journal/")).toHaveLength(2 * attempt));
      store.now += LEASE_MS;
    }
    expect(await worker.process(INBOX)).toBe("dead");
    expect(archived(store, "dead/k").head.outcome?.error?.name).toBe("Abandoned");
  });

  it("cleans up after a worker that died right after recording the outcome", async () => {
    const { store, worker } = await setUp(() => Promise.resolve(success));
    store.before = (operation) => {
      if (operation.startsWith("create done/")) throw new Error("the process is killed here");
    };
    await expect(worker.process(INBOX)).rejects.toThrow("killed here");
    store.before = () => {};
    expect(await worker.process(INBOX)).toBe("over");
    expect(store.names()).toEqual(["done/k", ...[1, 2, 3].map((slot) => `journal/k/000${slot}`)]);
  });

  it.each(["get dead/k", "create dead/k"])("raises the alarm even if a worker dies at %s", async (point) => {
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

  it("raises no second alarm for an archived dead callback", async () => {
    const onDead = vi.fn();
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }), { onDead });
    await worker.process(INBOX);
    store.write(INBOX, store.objects.get("dead/k")!.content);
    expect(await worker.process(INBOX)).toBe("over");
    expect(onDead).toHaveBeenCalledTimes(1);
  });

  it.each([["done/k"], ["inbox/"], ["inbox/a b"], ["else"]])("ignores the object %j", async (name) => {
    const { worker } = await setUp(() => Promise.resolve(success));
    expect(await worker.process(name)).toBe("foreign");
  });

  it("does nothing if the object is gone", async () => {
    const { worker } = await setUp(() => Promise.resolve(success));
    expect(await worker.process("inbox/other")).toBe("gone");
  });

  it("records user code's own error if the attempts exceed a lowered limit", async () => {
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

  it("does not replace an archived callback with a duplicate's body", async () => {
    const { store, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    await worker.process(INBOX);
    const head = { key: "k", source: "callback", receivedAt: 2, headers: {} } as const;
    await accept(store, { head, body: Buffer.from("another") });
    await worker.process(INBOX);
    expect(Buffer.from(archived(store, "dead/k").body).equals(BODY)).toBe(true);
  });
});
