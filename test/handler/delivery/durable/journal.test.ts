import { describe, expect, it } from "vitest";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import type { Progress } from "../../../../handler/delivery/durable/entry";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { journalName } from "../../../../handler/delivery/durable/names";
import { sealed, UnreadableError } from "../../../../handler/delivery/durable/seal";
import { MemoryStore } from "./memory-store";

const done = { kind: "done" } as const;
const EMPTY = progressOf([]);
const serializedEntry = (entry: object): string => JSON.stringify({ at: 0, nonce: "other", prev: "", ...entry });

describe("a journal", () => {
  it("assigns a slot to exactly one of many writers", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    const results = await Promise.all(Array.from({ length: 10 }, () => journal.append("k", EMPTY, done)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await journal.read("k")).toMatchObject([done]);
  });

  it("recognises its own entry if the answer to the first attempt was lost", async () => {
    const store = new MemoryStore();
    const create = store.create.bind(store);
    // Simulates a client that repeats lost calls: the second attempt finds that the object exists.
    store.create = async (name, content) => (await create(name, content)) && create(name, content);
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    expect(await journal.append("k", EMPTY, done)).toMatchObject({ slots: 1, phase: "done" });
  });

  it("trusts the entry found after settling if two creations both succeeded", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    const otherEntry = serializedEntry({ kind: "claim", until: 1 });
    const sleep = store.clock.sleep.bind(store.clock);
    store.clock.sleep = (ms) => {
      store.write(journalName("k", 1), otherEntry);
      return sleep(ms);
    };
    expect(await journal.append("k", EMPTY, done)).toBeUndefined();
    expect(await journal.read("k")).toMatchObject([{ nonce: "other" }]);
  });

  it("rejects an entry based on an overwritten entry, however late the overwriting is noticed", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    // Its writer stalled for an hour between the recorded time and the creation.
    store.write(
      journalName("k", 1),
      serializedEntry({ kind: "claim", nonce: "loser", at: store.now - 3_600_000, until: 1 }),
    );
    const before = progressOf(await journal.read("k"));
    store.write(journalName("k", 1), serializedEntry({ kind: "done" }));
    expect(await journal.append("k", before, { kind: "claim", until: 2 })).toBeUndefined();
    expect(progressOf(await journal.read("k"))).toMatchObject({ phase: "done", slots: 2, attempts: 0 });
  });

  it("also settles if its own first attempt refuses the second", async () => {
    const store = new MemoryStore();
    const create = store.create.bind(store);
    store.create = async (name, content) => (await create(name, content)) && create(name, content);
    const sleep = store.clock.sleep.bind(store.clock);
    store.clock.sleep = (ms) => {
      store.write(journalName("k", 1), serializedEntry({ kind: "claim", until: 1 }));
      return sleep(ms);
    };
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    expect(await journal.append("k", EMPTY, done)).toBeUndefined();
  });

  it("reads the last entry twice for a step without an append, however old the entry is", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    store.write(journalName("k", 1), serializedEntry({ ...done, nonce: "loser" }));
    const sleep = store.clock.sleep.bind(store.clock);
    store.clock.sleep = (ms) => {
      store.write(journalName("k", 1), serializedEntry({ kind: "claim", nonce: "winner", until: 1 }));
      return sleep(ms);
    };
    expect(await journal.read("k", { settled: true })).toMatchObject([{ nonce: "winner" }]);
  });

  it("reads each entry once before an append", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    store.write(journalName("k", 1), serializedEntry(done));
    await journal.read("k");
    expect(store.log).toEqual(["get journal/k/0001", "get journal/k/0002"]);
  });

  it.each(["", "garbage", "<Error/>", sealed({ kind: "done" }).slice(0, -9)])(
    "treats %j as a bad read, not as an entry",
    async (content) => {
      const store = new MemoryStore();
      const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
      store.write(journalName("k", 1), content);
      await expect(journal.read("k")).rejects.toThrow(UnreadableError);
    },
  );

  it("treats an entry of another slot or callback as a damaged read", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    await journal.append("k", EMPTY, done);
    store.write(journalName("other", 1), store.objects.get(journalName("k", 1))!.content);
    await expect(journal.read("other")).rejects.toThrow("journal/other/0001 must be read");
  });

  it("skips the rest of an older journal whose first entries have expired", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    let old: Progress | undefined = EMPTY;
    for (const kind of ["claim", "begin", "dead"] as const) {
      old = await journal.append("k", old!, { kind, until: 0, error: { name: "Error", message: "old" } });
    }
    store.objects.delete(journalName("k", 1));
    const claimed = await journal.append("k", EMPTY, { kind: "claim", until: 1 });
    const begun = await journal.append("k", claimed!, { kind: "begin" }, { isSettled: true });
    const ended = await journal.append("k", begun!, done);
    expect(ended).toMatchObject({ slots: 5, phase: "done", attempts: 1 });
    expect(progressOf(await journal.read("k"))).toMatchObject({ slots: 5, phase: "done", attempts: 1 });
  });

  it("retries with the same entry while there is time, so that its own entry is not taken for another's", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    const create = store.create.bind(store);
    let lostCalls = 3;
    store.create = async (name, content) => {
      const created = await create(name, content);
      if (lostCalls-- > 0) throw new Error("the answer is lost");
      return created;
    };
    const options = { isSettled: true, hasTime: () => true };
    expect(await journal.append("k", EMPTY, { kind: "begin" }, options)).toMatchObject({ attempts: 1 });
    expect(await journal.read("k")).toHaveLength(1);
  });

  it.each([["{}"], [serializedEntry({ kind: "paused" })]])("refuses the entry %s", async (content) => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    store.write(journalName("k", 1), content);
    await expect(journal.read("k")).rejects.toThrow("journal/k/0001 must be an entry of a journal (got ");
  });
});
