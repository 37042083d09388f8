import { describe, expect, it } from "vitest";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import { packEnvelope } from "../../../../handler/delivery/durable/envelope";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import {
  describeCallback,
  listCallbacks,
  purge,
  redrive,
  wouldRedrive,
} from "../../../../handler/delivery/durable/operations";
import { Worker } from "../../../../handler/delivery/durable/worker";
import { MemoryStore } from "./memory-store";

const error = { name: "Error", message: "no" };
const retry = { maxAttempts: 1, firstDelayMs: 1000, maxDelayMs: 1000 };

async function withDeadCallback() {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const head = { key: "k", source: "callback", receivedAt: store.now, headers: {} } as const;
  store.write("inbox/k", packEnvelope({ head, body: Buffer.from("body") }));
  const options = { store, journal, clock: store.clock, retry, leaseMs: 1000 };
  const failing = new Worker({ ...options, run: () => Promise.resolve({ error }) });
  const mended = new Worker({ ...options, run: () => Promise.resolve({}) });
  await failing.process("inbox/k");
  return { store, journal, mended, failing };
}

describe("redrive", () => {
  it("gives a dead callback another round, which a worker then runs", async () => {
    const { store, journal, mended } = await withDeadCallback();
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
    expect(store.names("inbox/")).toEqual(["inbox/k~0004"]);
    expect(await mended.process("inbox/k~0004")).toBe("done");
    expect(store.names("inbox/")).toEqual([]);
    expect(store.text("done/k")).toMatch(/"attempts":1.*\nbody$/s);
  });

  it.each(["create journal/k/0004", "put inbox/k~0004", "delete dead/k"])(
    "can be called again when it broke off at %s",
    async (point) => {
      const { store, journal, mended } = await withDeadCallback();
      store.before = (operation) => {
        if (operation === point) throw new Error("broken off");
      };
      await expect(redrive(store, journal, "k")).rejects.toThrow("broken off");
      store.before = () => {};
      expect(await redrive(store, journal, "k")).toBe("redriven");
      expect(await mended.process("inbox/k~0004")).toBe("done");
      expect((await journal.read("k")).filter(({ kind }) => kind === "redrive")).toHaveLength(1);
    },
  );

  it("is not undone by a worker that still clears away after the first round", async () => {
    const { store, journal, mended } = await withDeadCallback();
    await redrive(store, journal, "k");
    store.objects.delete("inbox/k"); // what that worker does last
    expect(await mended.process("inbox/k~0004")).toBe("done");
  });

  it("keeps what dies again, whenever the deletion of what was redriven comes", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const deleted: string[] = [];
    const remove = store.delete.bind(store);
    store.delete = (name) => Promise.resolve(void deleted.push(name)); // still on its way
    await redrive(store, journal, "k");
    store.delete = remove;
    expect(await failing.process("inbox/k~0004")).toBe("dead");
    for (const name of deleted) await store.delete(name);
    expect(store.names("dead/")).toEqual(["dead/k~0004"]);
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(store.text("inbox/k~0008")).toMatch(/body$/);
    expect(store.names("dead/")).toEqual([]);
  });

  it("clears away what a late worker put there again after the round was over", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const left = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    store.objects.set("dead/k", left);
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
  });

  it("can be asked what it would do", async () => {
    const { store, journal } = await withDeadCallback();
    const before = store.names();
    expect(await wouldRedrive(store, journal, "k")).toBe("redriven");
    expect(await wouldRedrive(store, journal, "other")).toBe("no such callback");
    expect(store.names()).toEqual(before);
  });

  it("leaves alone what is not dead", async () => {
    const { store, journal } = await withDeadCallback();
    store.write("inbox/other", "body");
    expect(await redrive(store, journal, "other")).toBe("not dead");
    await redrive(store, journal, "k");
    await journal.append("k", progressOf(await journal.read("k")), { kind: "claim", until: store.now });
    expect(await redrive(store, journal, "k")).toBe("not dead");
    expect(store.names("inbox/")).toEqual(["inbox/k~0004", "inbox/other"]);
  });

  it("tells a key that nothing has", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await redrive(store, journal, "other")).toBe("no such callback");
    store.objects.clear();
    expect(await redrive(store, journal, "k")).toBe("no such callback");
  });

  it("clears away a dead callback that is done by now", async () => {
    const { store, journal, mended } = await withDeadCallback();
    const left = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await mended.process("inbox/k~0004");
    store.objects.set("dead/k", left);
    expect(await redrive(store, journal, "k")).toBe("done already");
    expect(store.names("dead/")).toEqual([]);
  });

  it("works on a dead callback whose journal has expired", async () => {
    const { store, journal, mended } = await withDeadCallback();
    for (const name of store.names("journal/")) store.objects.delete(name);
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(await mended.process("inbox/k~0001")).toBe("done");
  });

  it("can be called again when it broke off on one whose journal had expired, and is not purged meanwhile", async () => {
    const { store, journal, mended, failing } = await withDeadCallback();
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    for (const name of store.names("journal/")) store.objects.delete(name);
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k")).rejects.toThrow("broken off");
    store.before = () => {};
    const listed = { key: "k", name: "dead/k~0004", modifiedAt: 0, size: 1 };
    expect(await purge({ store, journal, now: store.now }, "dead", listed, store.now + 1, true)).toBe(false);
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(store.names("dead/")).toEqual([]);
    expect(await mended.process("inbox/k~0001")).toBe("done");
  });
});

describe("redrive, where a lifecycle rule removes entries by their own age", () => {
  const DAY_MS = 86_400_000;

  it("writes the journal again, so that its first entries do not go before those of the new round", async () => {
    const { store, journal, failing } = await withDeadCallback();
    store.now += 29 * DAY_MS;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    const ages = store.names("journal/").map((name) => store.objects.get(name)!.modifiedAt);
    expect(new Set(ages).size).toBe(1);
    expect(progressOf(await journal.read("k"))).toMatchObject({ phase: "dead", rounds: [0, 4] });
  });

  it("removes what is left of a journal whose first entries are gone", async () => {
    const { store, journal, mended, failing } = await withDeadCallback();
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    for (let slot = 1; slot <= 3; slot++) store.objects.delete(`journal/k/000${slot}`);
    expect(await redrive(store, journal, "k")).toBe("redriven");
    expect(store.names("journal/")).toEqual(["journal/k/0001"]);
    expect(await mended.process("inbox/k~0001")).toBe("done");
    expect(progressOf(await journal.read("k"))).toMatchObject({ phase: "done", slots: 4 });
  });

  it("changes nothing where a read says that the first entry is gone and the list says that it is there", async () => {
    const { store, journal } = await withDeadCallback();
    const get = store.get.bind(store);
    store.get = (name) => (name.startsWith("journal/") ? Promise.resolve(undefined) : get(name));
    const before = store.names();
    await expect(redrive(store, journal, "k")).rejects.toThrow("is listed and cannot be read");
    expect(store.names()).toEqual(before);
  });
});

describe("an operator whose reads are bad", () => {
  it.each<[string, Uint8Array]>([
    ["nothing", Buffer.alloc(0)],
    ["an error document", Buffer.from("<Error/>")],
    [
      "another callback",
      packEnvelope({ head: { key: "o", source: "callback", receivedAt: 1, headers: {} }, body: Buffer.from("b") }),
    ],
  ])("redrives nothing when the dead callback reads as %s", async (_, content) => {
    const { store, journal } = await withDeadCallback();
    const before = new Map(store.objects);
    const get = store.get.bind(store);
    store.get = (name) => (name.startsWith("dead/") ? Promise.resolve(content) : get(name));
    await expect(redrive(store, journal, "k", store.clock)).rejects.toThrow();
    expect(store.objects).toEqual(before);
  });

  it("purges nothing that is being redriven, though the journal reads as it was before", async () => {
    const { store, journal } = await withDeadCallback();
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k")).rejects.toThrow("broken off");
    store.before = () => {};
    const get = store.get.bind(store);
    store.get = (name) => (name === "journal/k/0004" ? Promise.resolve(undefined) : get(name));
    const listed = { key: "k", name: "dead/k", modifiedAt: 0, size: 1 };
    expect(await purge({ store, journal, now: store.now }, "dead", listed, store.now + 1, true)).toBe(false);
    expect(store.names("dead/")).toEqual(["dead/k"]);
  });
});

describe("listCallbacks", () => {
  it("lists every callback of a place, page after page", async () => {
    const store = new MemoryStore();
    for (const key of ["a", "b", "c", "d", "e"]) store.write(`dead/${key}`, "");
    store.write("inbox/x~0004", "");
    store.write("inbox/not a key", "");
    const keysOf = async (place: "dead" | "inbox" | "done"): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of listCallbacks(store, place)) keys.push(key);
      return keys;
    };
    expect(await keysOf("dead")).toEqual(["a", "b", "c", "d", "e"]);
    expect(await keysOf("inbox")).toEqual(["x"]);
    expect(await keysOf("done")).toEqual([]);
  });
});

describe("describeCallback", () => {
  it("tells where a callback is, what happened to it and what it says", async () => {
    const { store, journal } = await withDeadCallback();
    const described = await describeCallback(store, journal, "k");
    expect(described).toMatchObject({ key: "k", places: ["dead"], head: { outcome: { status: "dead", error } } });
    expect(described!.entries.map(({ kind }) => kind)).toEqual(["claim", "begin", "dead"]);
    expect(Buffer.from(described!.body).toString()).toBe("body");
  });

  it("finds a redriven callback", async () => {
    const { store, journal } = await withDeadCallback();
    await redrive(store, journal, "k");
    expect(await describeCallback(store, journal, "k")).toMatchObject({ places: ["inbox"] });
  });

  it("goes by the journal when a callback lies in two places", async () => {
    const { store, journal, mended } = await withDeadCallback();
    const left = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await mended.process("inbox/k~0004");
    store.objects.set("dead/k", left);
    const described = await describeCallback(store, journal, "k");
    expect(described).toMatchObject({ places: ["done", "dead"], head: { outcome: { status: "done" } } });
  });

  it("shows what can be shown when something is damaged", async () => {
    const { store, journal } = await withDeadCallback();
    store.write("journal/k/0002", "<Error/>");
    store.write("dead/k", "half a callb");
    const described = await describeCallback(store, journal, "k");
    expect(described!.entries.map(({ slot, kind }) => `${slot} ${kind}`)).toEqual(["1 claim", "3 dead"]);
    expect(described!.problems).toMatchObject(
      [/^journal\/k\/0002: /, /^dead\/k: /].map((text) => expect.stringMatching(text) as string),
    );
    expect(Buffer.from(described!.body).toString()).toBe("half a callb");
  });

  it("knows when there is none", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await describeCallback(store, journal, "other")).toBeUndefined();
  });
});

describe("purge", () => {
  const DAY_MS = 86_400_000;
  const listed = (key: string) => ({ key, name: `dead/${key}`, modifiedAt: 0, size: 1 });

  it("removes what is over, and says beforehand that it would", async () => {
    const { store, journal } = await withDeadCallback();
    const at = { store, journal, now: store.now };
    expect(await purge(at, "dead", listed("k"), store.now + 1, false)).toBe(true);
    expect(store.names("dead/")).toEqual(["dead/k"]);
    expect(await purge(at, "dead", listed("k"), store.now + 1, true)).toBe(true);
    expect(store.names()).toEqual(["0001", "0002", "0003", "0004"].map((slot) => `journal/k/${slot}`)); // it may still come again
  });

  it("removes the journal with it when nothing can come any more, the last entry first", async () => {
    const { store, journal } = await withDeadCallback();
    store.now += 9 * DAY_MS;
    store.log.length = 0;
    await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now, true);
    expect(store.names()).toEqual([]);
    expect(store.log.slice(-3)).toEqual(["delete journal/k/0002", "delete journal/k/0001", "delete dead/k"]);
  });

  describe.each(["dead", "done"] as const)("of a callback that was redriven and is %s", (place) => {
    const name = place === "dead" ? "dead/k~0004" : "done/k";

    async function withRedriven() {
      const { store, journal, mended, failing } = await withDeadCallback();
      const left = store.objects.get("dead/k")!;
      await redrive(store, journal, "k");
      expect(await (place === "dead" ? failing : mended).process("inbox/k~0004")).toBe(place);
      store.now += 9 * DAY_MS;
      const purgeNow = (of = name) =>
        purge({ store, journal, now: store.now }, place, { ...listed("k"), name: of }, store.now, true);
      return { store, mended, left, purgeNow };
    }

    it.each([7, 6, 5, 4, 3, 2, 1].map((slot) => `delete journal/k/000${slot}`).concat(`delete ${name}`))(
      "can be called again when it broke off at %s, and lets nothing run meanwhile",
      async (point) => {
        const { store, mended, purgeNow } = await withRedriven();
        store.before = (operation) => {
          if (operation === point) throw new Error("broken off");
        };
        await expect(purgeNow()).rejects.toThrow("broken off");
        store.before = () => {};
        expect(store.names("inbox/")).toEqual([]);
        expect(store.names(`${place}/`)).toEqual([name]);
        expect(await mended.process("inbox/k~0004")).toBe("gone");
        expect(await purgeNow()).toBe(true);
        expect(store.names()).toEqual([]);
      },
    );

    it("keeps it whole as long as a worker has not cleared away", async () => {
      const { store, mended, left, purgeNow } = await withRedriven();
      store.objects.set("inbox/k~0004", left);
      const before = store.names();
      expect(await purgeNow()).toBe(false);
      expect(store.names()).toEqual(before);
      expect(await mended.process("inbox/k~0004")).toBe("over");
      expect(await purgeNow()).toBe(true);
      expect(store.names()).toEqual([]);
    });
  });

  it("leaves the journal to the archive of the last round", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const left = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    store.objects.set("dead/k", left);
    store.now += 9 * DAY_MS;
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now, true)).toBe(true);
    expect(store.names("dead/")).toEqual(["dead/k~0004"]);
    expect(store.names("journal/")).toHaveLength(7);
  });

  it("keeps what an operator has begun to redrive", async () => {
    const { store, journal } = await withDeadCallback();
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k")).rejects.toThrow("broken off");
    store.before = () => {};
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now + DAY_MS, true)).toBe(false);
    expect(await redrive(store, journal, "k")).toBe("redriven");
  });

  it("keeps what has ended since it was listed", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now - 1, true)).toBe(false);
  });
});
