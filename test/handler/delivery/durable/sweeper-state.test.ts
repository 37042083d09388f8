import { describe, expect, it } from "vitest";
import { PROBE } from "../../../../handler/delivery/durable/guard";
import { sealed } from "../../../../handler/delivery/durable/seal";
import { SweeperState } from "../../../../handler/delivery/durable/sweeper-state";
import { MemoryStore } from "./memory-store";

const NAME = "state/sweeper";
const saved = {
  ...{ after: "inbox/k", busyUntil: 5 },
  ci: { at: 1, cursors: { A: 2, B: 3 }, open: [["job/j1", 4]], last: "A", sourcesFirst: true },
};

async function read(store: MemoryStore): Promise<{ state: SweeperState; dropped: string[] }> {
  const dropped: string[] = [];
  const state = await SweeperState.read(store, store.clock, (part) => dropped.push(part));
  return { state, dropped };
}

describe("the sweeper's state", () => {
  it("is read as it was written", async () => {
    const store = new MemoryStore();
    store.write(NAME, sealed(saved));
    const { state, dropped } = await read(store);
    expect([state.after, state.ci, dropped]).toEqual(["inbox/k", saved.ci, []]);
  });

  it.each<[string, object, object]>([
    ["an open item", { ...saved.ci, open: [null, ["job/j1", 4], ["j2", 1], ["job/j3"], 7] }, saved.ci],
    ["the cursor of B", { ...saved.ci, cursors: { A: 2, B: "soon" } }, { ...saved.ci, cursors: { A: 2 } }],
    ["cursors", { ...saved.ci, cursors: [] }, { ...saved.ci, cursors: {} }],
    ["open", { ...saved.ci, open: "none" }, { ...saved.ci, open: [] }],
    ["last", { ...saved.ci, last: 5 }, { ...saved.ci, last: undefined }],
  ])("drops %s that is damaged, names it and keeps the rest", async (part, ci, kept) => {
    const store = new MemoryStore();
    store.write(NAME, sealed({ ...saved, ci }));
    const { state, dropped } = await read(store);
    expect(state.ci).toEqual(kept);
    expect(new Set(dropped)).toEqual(new Set([`${NAME}: ${part}`]));
  });

  it.each(["", "{", sealed(saved).replace("inbox/k", "inbox/l")])(
    "starts reconciliation at the first use of the inbox if it reads as %j",
    async (content) => {
      const store = new MemoryStore();
      store.write(PROBE, "");
      const firstUse = store.now;
      store.now += 3_600_000;
      store.write(NAME, content);
      const { state, dropped } = await read(store);
      expect([state.after, state.ci, dropped]).toEqual(["", { at: firstUse, cursors: {}, open: [] }, [NAME]]);
    },
  );

  it("is read again after a damaged read", async () => {
    const store = new MemoryStore();
    store.write(NAME, sealed(saved));
    const get = store.get.bind(store);
    let damagedReads = 3;
    store.get = async (name) => (damagedReads-- > 0 ? Buffer.from("<Error/>") : get(name));
    expect((await read(store)).state.ci).toEqual(saved.ci);
  });

  it("is not replaced if the bucket does not answer", async () => {
    const store = new MemoryStore();
    store.get = () => Promise.reject(new Error("the bucket fails"));
    await expect(read(store)).rejects.toThrow("the bucket fails");
  });
});
