import { describe, expect, it } from "vitest";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import type { NewEntry } from "../../../../handler/delivery/durable/journal";
import { inboxName } from "../../../../handler/delivery/durable/names";
import { sweep } from "../../../../handler/delivery/durable/sweeper";
import { MemoryStore } from "./memory-store";

const GRACE_MS = 30_000;
const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 };
const error = { name: "Error", message: "no" };

function setUp() {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const options = { store, journal, clock: store.clock, retry, graceMs: GRACE_MS };
  const add = async (key: string, ...entries: NewEntry[]): Promise<void> => {
    const head = { key, source: "callback", receivedAt: store.now, headers: {} } as const;
    store.write(inboxName(key), packEnvelope({ head, body: Buffer.from(key) }));
    let progress = progressOf([]);
    for (const entry of entries) progress = (await journal.append(key, progress, entry))!;
  };
  const nudged = (): string[] => store.log.filter((line) => line.startsWith("put ")).map((line) => line.slice(4));
  return { store, options, add, nudged };
}

describe("a sweep", () => {
  it("calls a worker again for callbacks that wait needlessly, and ignores the rest", async () => {
    const { store, options, add, nudged } = setUp();
    const { now } = store;
    await add("claimed", { kind: "claim", until: now + 90_000 });
    await add("dead-worker", { kind: "claim", until: now + 20_000 });
    await add("done", { kind: "claim", until: 0 }, { kind: "done" });
    await add("due", { kind: "failed", retryAt: now + 25_000, error });
    await add("no-event");
    await add("not-due", { kind: "failed", retryAt: now + 50_000, error });
    store.now += GRACE_MS;
    await add("young");

    const result = await sweep(options, "", () => true);

    expect(nudged()).toEqual(["inbox/dead-worker", "inbox/done", "inbox/due", "inbox/no-event"].sort());
    expect(result).toMatchObject({
      waiting: 7,
      isCounted: true,
      nudged: 4,
      failed: 0,
      oldestMs: GRACE_MS,
      next: undefined,
    });
  });

  it("reports and skips an object that is not a callback by name or content", async () => {
    const { store, options, nudged } = setUp();
    store.write("inbox/film 1.json", "{}");
    store.write("inbox/by-hand", "{}");
    store.now += GRACE_MS;
    const failures: string[] = [];
    const result = await sweep({ ...options, onFailure: (name) => failures.push(name) }, "", () => true);
    expect(failures.sort()).toEqual(["inbox/by-hand", "inbox/film 1.json"]);
    expect(nudged()).toEqual([]);
    expect(result).toMatchObject({ waiting: 2, failed: 2, nudged: 0 });
  });

  it("nudges at doubling intervals of up to ten minutes, so that nudges do not exceed the workers' capacity", async () => {
    const { store, options, add, nudged } = setUp();
    const begin = store.now;
    await add("k");
    const times: number[] = [];
    for (let minute = 1; minute <= 64; minute++) {
      store.now = begin + minute * 60_000;
      const before = nudged().length;
      await sweep(options, "", () => true);
      if (nudged().length > before) times.push(minute);
    }
    expect(times).toEqual([1, 2, 4, 8, 16, 26, 36, 46, 56]);
  });

  it("nudges at once for a due retry, however old the callback is", async () => {
    const { store, options, add, nudged } = setUp();
    const begin = store.now;
    await add("k", { kind: "failed", retryAt: begin + 3_600_000, error });
    store.now = begin + 3_600_000;
    await sweep(options, "", () => true);
    expect(nudged()).toEqual(["inbox/k"]);
  });

  it("writes an object again unchanged", async () => {
    const { store, options, add } = setUp();
    await add("k");
    const before = store.text("inbox/k");
    store.now += GRACE_MS;
    await sweep(options, "", () => true);
    expect(store.text("inbox/k")).toBe(before);
    expect(store.objects.get("inbox/k")!.modifiedAt).toBe(store.now);
  });

  it("returns the position when its time is up, and continues there without a gap", async () => {
    const { store, options, add, nudged } = setUp();
    for (let index = 100; index < 150; index++) await add(`k${index}`);
    store.now += GRACE_MS;
    let checks = 0;
    const first = await sweep(options, "", () => ++checks <= 20);
    expect(first.next).toBeDefined();
    expect(first.waiting).toBe(20);
    await sweep(options, first.next!, () => true);
    expect(new Set(nudged())).toEqual(new Set(store.names("inbox/")));
  });

  it("skips and reports an object that it cannot process", async () => {
    const { store, options, add, nudged } = setUp();
    for (const key of ["a", "bad", "c"]) await add(key);
    store.write("journal/bad/0001", "garbage");
    store.now += GRACE_MS;
    const failures: string[] = [];
    const result = await sweep({ ...options, onFailure: (name) => failures.push(name) }, "", () => true);
    expect(result).toMatchObject({ waiting: 3, nudged: 2, failed: 1 });
    expect(nudged()).toEqual(["inbox/a", "inbox/c"]);
    expect(failures).toEqual(["inbox/bad"]);
  });

  it("calls a limited number of workers and continues there the next time", async () => {
    const { store, options, add, nudged } = setUp();
    for (let index = 1000; index < 2100; index++) await add(`k${index}`);
    store.now += GRACE_MS;
    const first = await sweep(options, "", () => true);
    expect(first.nudged).toBeGreaterThanOrEqual(1000);
    expect(first.nudged).toBeLessThan(1020);
    await sweep(options, first.next!, () => true);
    expect(new Set(nudged())).toEqual(new Set(store.names("inbox/")));
  });

  it("reads no object that it would not nudge, if the journal contains the due time", async () => {
    const { store, options, add } = setUp();
    await add("k", { kind: "failed", retryAt: store.now, error });
    store.now += 100 * GRACE_MS;
    store.objects.get("inbox/k")!.modifiedAt = store.now - GRACE_MS;
    store.log.length = 0;
    await sweep(options, "", () => true);
    expect(store.log.filter((line) => !line.startsWith("list"))).toEqual(["get journal/k/0001", "get journal/k/0002"]);
  });

  it("fails if the store does not list, so that the next sweep tries again", async () => {
    const { store, options, add } = setUp();
    await add("k");
    store.before = (operation) => {
      if (operation.startsWith("list")) throw new Error("the store is down");
    };
    await expect(sweep(options, "", () => true)).rejects.toThrow("the store is down");
  });
});
