import { describe, expect, it } from "vitest";
import { describeCallback, listCallbacks, redrive } from "../../../../handler/delivery/durable/operations";
import { MemoryStore } from "./memory-store";
import { error, withDeadCallback } from "./operations-support";

describe("listCallbacks", () => {
  it("lists every callback of a folder, page by page", async () => {
    const store = new MemoryStore();
    for (const key of ["a", "b", "c", "d", "e"]) store.write(`dead/${key}`, "");
    store.write("inbox/x~0004", "");
    store.write("inbox/not a key", "");
    const keysOf = async (folder: "dead" | "inbox" | "done"): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of listCallbacks(store, folder)) keys.push(key);
      return keys;
    };
    expect(await keysOf("dead")).toEqual(["a", "b", "c", "d", "e"]);
    expect(await keysOf("inbox")).toEqual(["x"]);
    expect(await keysOf("done")).toEqual([]);
  });
});

describe("describeCallback", () => {
  it("returns location, history and content of a callback", async () => {
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

  it("follows the journal if a callback is in two folders", async () => {
    const { store, journal, succeeding } = await withDeadCallback();
    const deadObject = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await succeeding.process("inbox/k~0004");
    store.objects.set("dead/k", deadObject);
    const described = await describeCallback(store, journal, "k");
    expect(described).toMatchObject({ places: ["done", "dead"], head: { outcome: { status: "done" } } });
  });

  it("returns all readable parts of a damaged callback", async () => {
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

  it("returns undefined for an unknown key", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await describeCallback(store, journal, "other")).toBeUndefined();
  });
});
