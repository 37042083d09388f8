import { describe, expect, it } from "vitest";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { purge, redrive } from "../../../../handler/delivery/durable/operations";
import { withDeadCallback } from "./operations-support";

describe("redrive", () => {
  it("starts another round for a dead callback, which a worker runs", async () => {
    const { store, journal, succeeding } = await withDeadCallback();
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
    expect(store.names("inbox/")).toEqual(["inbox/k~0004"]);
    expect(await succeeding.process("inbox/k~0004")).toBe("done");
    expect(store.names("inbox/")).toEqual([]);
    expect(store.text("done/k")).toMatch(/"attempts":1.*\nbody$/s);
  });

  it.each(["create journal/k/0004", "put inbox/k~0004", "delete dead/k"])(
    "can be repeated after it stopped at %s",
    async (point) => {
      const { store, journal, succeeding } = await withDeadCallback();
      store.before = (operation) => {
        if (operation === point) throw new Error("broken off");
      };
      await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow("broken off");
      store.before = () => {};
      expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
      expect(await succeeding.process("inbox/k~0004")).toBe("done");
      expect((await journal.read("k")).filter(({ kind }) => kind === "redrive")).toHaveLength(1);
    },
  );

  it("is not undone by a worker that cleans up after the first round", async () => {
    const { store, journal, succeeding } = await withDeadCallback();
    await redrive(store, journal, "k");
    store.objects.delete("inbox/k"); // the last step of that worker
    expect(await succeeding.process("inbox/k~0004")).toBe("done");
  });

  it("keeps a callback that dies again, however late the first dead object is deleted", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const deleted: string[] = [];
    const remove = store.delete.bind(store);
    store.delete = (name) => Promise.resolve(void deleted.push(name)); // deleted later
    await redrive(store, journal, "k");
    store.delete = remove;
    expect(await failing.process("inbox/k~0004")).toBe("dead");
    for (const name of deleted) await store.delete(name);
    expect(store.names("dead/")).toEqual(["dead/k~0004"]);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(store.text("inbox/k~0008")).toMatch(/body$/);
    expect(store.names("dead/")).toEqual([]);
  });

  it("deletes a dead object that a late worker created again", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const deadObject = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    store.objects.set("dead/k", deadObject);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
  });

  it("can preview its result", async () => {
    const { store, journal } = await withDeadCallback();
    const before = store.names();
    expect(await redrive(store, journal, "k", store.clock, false)).toBe("redriven");
    expect(await redrive(store, journal, "other", store.clock, false)).toBe("no such callback");
    expect(store.names()).toEqual(before);
  });

  it("ignores a callback that is not dead", async () => {
    const { store, journal } = await withDeadCallback();
    store.write("inbox/other", "body");
    expect(await redrive(store, journal, "other")).toBe("not dead");
    await redrive(store, journal, "k");
    await journal.append("k", progressOf(await journal.read("k")), { kind: "claim", until: store.now });
    expect(await redrive(store, journal, "k", store.clock)).toBe("not dead");
    expect(store.names("inbox/")).toEqual(["inbox/k~0004", "inbox/other"]);
  });

  it("reports an unknown key", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await redrive(store, journal, "other")).toBe("no such callback");
    store.objects.clear();
    expect(await redrive(store, journal, "k", store.clock)).toBe("no such callback");
  });

  it("deletes the dead object of a done callback", async () => {
    const { store, journal, succeeding } = await withDeadCallback();
    const deadObject = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await succeeding.process("inbox/k~0004");
    store.objects.set("dead/k", deadObject);
    expect(await redrive(store, journal, "k", store.clock)).toBe("done already");
    expect(store.names("dead/")).toEqual([]);
  });

  it("works on a dead callback whose journal has expired", async () => {
    const { store, journal, succeeding } = await withDeadCallback();
    for (const name of store.names("journal/")) store.objects.delete(name);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(await succeeding.process("inbox/k~0001")).toBe("done");
  });

  it("can be repeated after an interruption with an expired journal, and blocks a purge meanwhile", async () => {
    const { store, journal, succeeding, failing } = await withDeadCallback();
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    for (const name of store.names("journal/")) store.objects.delete(name);
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow("broken off");
    store.before = () => {};
    const listed = { key: "k", name: "dead/k~0004", modifiedAt: 0, size: 1 };
    expect(await purge({ store, journal, now: store.now }, "dead", listed, store.now + 1, true)).toBe(false);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
    expect(await succeeding.process("inbox/k~0001")).toBe("done");
  });
});

describe("redrive, with a lifecycle rule that expires entries by their own age", () => {
  const DAY_MS = 86_400_000;

  it("writes the journal again, so that its first entries do not expire before those of the new round", async () => {
    const { store, journal, failing } = await withDeadCallback();
    store.now += 29 * DAY_MS;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    const ages = store.names("journal/").map((name) => store.objects.get(name)!.modifiedAt);
    expect(new Set(ages).size).toBe(1);
    expect(progressOf(await journal.read("k"))).toMatchObject({ phase: "dead", rounds: [0, 4] });
  });

  it("removes the rest of a journal whose first entries have expired", async () => {
    const { store, journal, succeeding, failing } = await withDeadCallback();
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    for (let slot = 1; slot <= 3; slot++) store.objects.delete(`journal/k/000${slot}`);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    expect(store.names("journal/")).toEqual(["journal/k/0001"]);
    expect(await succeeding.process("inbox/k~0001")).toBe("done");
    expect(progressOf(await journal.read("k"))).toMatchObject({ phase: "done", slots: 4 });
  });

  it("changes nothing if a stale read and a lagging list both miss the first entries", async () => {
    const { store, journal } = await withDeadCallback();
    const [get, list, namesBefore] = [store.get.bind(store), store.list.bind(store), store.names()];
    const writtenAt = store.now;
    const isInvisible = (name: string): boolean => /^journal\/k\/000[12]$/.test(name) && store.now < writtenAt + 30_000;
    store.get = (name) => (isInvisible(name) ? Promise.resolve(undefined) : get(name));
    store.list = async (prefix, after) => {
      const { objects, next } = await list(prefix, after);
      return { objects: objects.filter(({ name }) => !isInvisible(name)), next };
    };
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow("exists and could not be read");
    expect(store.names()).toEqual(namesBefore);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
  });

  it("changes nothing if a read misses the first entry and the list contains it", async () => {
    const { store, journal } = await withDeadCallback();
    const get = store.get.bind(store);
    store.get = (name) => (name.startsWith("journal/") ? Promise.resolve(undefined) : get(name));
    const before = store.names();
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow("exists and could not be read");
    expect(store.names()).toEqual(before);
  });
});

describe("a damaged or stale read", () => {
  it.each<[string, Uint8Array]>([
    ["nothing", Buffer.alloc(0)],
    ["an error document", Buffer.from("<Error/>")],
    [
      "another callback",
      packEnvelope({ head: { key: "o", source: "callback", receivedAt: 1, headers: {} }, body: Buffer.from("b") }),
    ],
  ])("prevents a redrive if the dead callback reads as %s", async (_, content) => {
    const { store, journal } = await withDeadCallback();
    const before = new Map(store.objects);
    const get = store.get.bind(store);
    store.get = (name) => (name.startsWith("dead/") ? Promise.resolve(content) : get(name));
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow();
    expect(store.objects).toEqual(before);
  });

  it("of the journal does not purge a callback that is being redriven", async () => {
    const { store, journal } = await withDeadCallback();
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow("broken off");
    store.before = () => {};
    const get = store.get.bind(store);
    store.get = (name) => (name === "journal/k/0004" ? Promise.resolve(undefined) : get(name));
    const listed = { key: "k", name: "dead/k", modifiedAt: 0, size: 1 };
    expect(await purge({ store, journal, now: store.now }, "dead", listed, store.now + 1, true)).toBe(false);
    expect(store.names("dead/")).toEqual(["dead/k"]);
  });
});
