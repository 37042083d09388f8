import { describe, expect, it } from "vitest";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
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
    for (const [index, entry] of entries.entries()) await journal.append(key, index + 1, entry);
  };
  const nudged = (): string[] => store.log.filter((line) => line.startsWith("put ")).map((line) => line.slice(4));
  return { store, options, add, nudged };
}

describe("a sweep", () => {
  it("calls a worker again for what waits without need, and leaves the rest alone", async () => {
    const { store, options, add, nudged } = setUp();
    const { now } = store;
    await add("claimed", { kind: "claim", until: now + 90_000 });
    await add("dead-worker", { kind: "claim", until: now + 20_000 });
    await add("done", { kind: "claim", until: 0 }, { kind: "done" });
    await add("due", { kind: "failed", retryAt: now + 25_000, error, completed: [] });
    await add("no-event");
    await add("not-due", { kind: "failed", retryAt: now + 50_000, error, completed: [] });
    store.now += GRACE_MS;
    await add("young");

    const result = await sweep(options, "", () => true);

    expect(nudged()).toEqual(["inbox/dead-worker", "inbox/done", "inbox/due", "inbox/no-event"].sort());
    expect(result).toEqual({ waiting: 7, nudged: 4, oldestMs: GRACE_MS, next: undefined });
  });

  it("nudges after twice the time each, lest the nudges be more than workers can work off", async () => {
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
    expect(times).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it("nudges at once for a retry that has become due, however old the callback is", async () => {
    const { store, options, add, nudged } = setUp();
    const begin = store.now;
    await add("k", { kind: "failed", retryAt: begin + 3_600_000, error, completed: [] });
    store.now = begin + 3_600_000;
    await sweep(options, "", () => true);
    expect(nudged()).toEqual(["inbox/k"]);
  });

  it("writes an object again as it was", async () => {
    const { store, options, add } = setUp();
    await add("k");
    const before = store.text("inbox/k");
    store.now += GRACE_MS;
    await sweep(options, "", () => true);
    expect(store.text("inbox/k")).toBe(before);
    expect(store.objects.get("inbox/k")!.modifiedAt).toBe(store.now);
  });

  it("says where to go on when its time is up, and goes on there without leaving one out", async () => {
    const { store, options, add, nudged } = setUp();
    for (let index = 100; index < 150; index++) await add(`k${index}`);
    store.now += GRACE_MS;
    let looks = 0;
    const first = await sweep(options, "", () => ++looks <= 20);
    expect(first.next).toBeDefined();
    expect(first.waiting).toBe(20);
    await sweep(options, first.next!, () => true);
    expect(new Set(nudged())).toEqual(new Set(store.names("inbox/")));
  });

  it("is stopped by a store that fails, so that the next one tries again", async () => {
    const { store, options, add } = setUp();
    await add("k");
    store.now += GRACE_MS;
    store.before = (operation) => {
      if (operation.startsWith("put")) throw new Error("the store is down");
    };
    await expect(sweep(options, "", () => true)).rejects.toThrow("the store is down");
  });
});
