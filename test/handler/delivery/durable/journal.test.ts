import { describe, expect, it } from "vitest";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { journalName } from "../../../../handler/delivery/durable/names";
import { MemoryStore } from "./memory-store";

const done = { kind: "done" } as const;

describe("a journal", () => {
  it("gives a slot to one of many that want it", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    const results = await Promise.all(Array.from({ length: 10 }, () => journal.append("k", 1, done)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await journal.read("k")).toMatchObject([done]);
  });

  it("recognises its own entry when the answer to the first try was lost", async () => {
    const store = new MemoryStore();
    const create = store.create.bind(store);
    // What a client that repeats lost calls does: the second try is told that the object exists.
    store.create = async (name, content) => (await create(name, content)) && create(name, content);
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    expect(await journal.append("k", 1, done)).toBe(true);
  });

  it("believes the entry that is found after settling, where two creations both succeeded", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    const theirs = JSON.stringify({ kind: "claim", at: store.now, nonce: "theirs", until: 1 });
    const sleep = store.clock.sleep.bind(store.clock);
    store.clock.sleep = (ms) => {
      store.write(journalName("k", 1), theirs);
      return sleep(ms);
    };
    expect(await journal.append("k", 1, done)).toBe(false);
    expect(await journal.read("k")).toMatchObject([{ nonce: "theirs" }]);
  });

  it("looks twice at a last entry that is young, since it may be about to be replaced", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    store.write(journalName("k", 1), JSON.stringify({ ...done, at: store.now, nonce: "loser" }));
    const sleep = store.clock.sleep.bind(store.clock);
    store.clock.sleep = (ms) => {
      store.write(journalName("k", 1), JSON.stringify({ kind: "claim", at: store.now, nonce: "winner", until: 1 }));
      return sleep(ms);
    };
    expect(await journal.read("k")).toMatchObject([{ nonce: "winner" }]);
  });

  it("looks once at an entry that is old", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 250 });
    store.write(journalName("k", 1), JSON.stringify({ ...done, at: store.now - 3_600_000, nonce: "n" }));
    await journal.read("k");
    expect(store.log).toEqual(["get journal/k/0001", "get journal/k/0002"]);
  });
});
