import { describe, expect, it } from "vitest";
import { purge, redrive } from "../../../../handler/delivery/durable/operations";
import { withDeadCallback } from "./operations-support";

describe("purge", () => {
  const DAY_MS = 86_400_000;
  const listed = (key: string) => ({ key, name: `dead/${key}`, modifiedAt: 0, size: 1 });

  it("deletes a finished callback, and can preview it", async () => {
    const { store, journal } = await withDeadCallback();
    const at = { store, journal, now: store.now };
    expect(await purge(at, "dead", listed("k"), store.now + 1, false)).toBe(true);
    expect(store.names("dead/")).toEqual(["dead/k"]);
    expect(await purge(at, "dead", listed("k"), store.now + 1, true)).toBe(true);
    expect(store.names()).toEqual(["0001", "0002", "0003", "0004"].map((slot) => `journal/k/${slot}`)); // the callback may still arrive again
  });

  it("deletes the journal too once no duplicate can arrive, the last entry first", async () => {
    const { store, journal } = await withDeadCallback();
    store.now += 9 * DAY_MS;
    store.log.length = 0;
    await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now, true);
    expect(store.names()).toEqual([]);
    expect(store.log.slice(-3)).toEqual(["delete journal/k/0002", "delete journal/k/0001", "delete dead/k"]);
  });

  describe.each(["dead", "done"] as const)("of a callback that was redriven and is %s", (folder) => {
    const name = folder === "dead" ? "dead/k~0004" : "done/k";

    async function withRedriven() {
      const { store, journal, succeeding, failing } = await withDeadCallback();
      const firstObject = store.objects.get("dead/k")!;
      await redrive(store, journal, "k");
      expect(await (folder === "dead" ? failing : succeeding).process("inbox/k~0004")).toBe(folder);
      store.now += 9 * DAY_MS;
      const purgeNow = (objectName = name) =>
        purge({ store, journal, now: store.now }, folder, { ...listed("k"), name: objectName }, store.now, true);
      return { store, succeeding, firstObject, purgeNow };
    }

    it.each([7, 6, 5, 4, 3, 2, 1].map((slot) => `delete journal/k/000${slot}`).concat(`delete ${name}`))(
      "can be repeated after it stopped at %s, and runs no user code meanwhile",
      async (point) => {
        const { store, succeeding, purgeNow } = await withRedriven();
        store.before = (operation) => {
          if (operation === point) throw new Error("broken off");
        };
        await expect(purgeNow()).rejects.toThrow("broken off");
        store.before = () => {};
        expect(store.names("inbox/")).toEqual([]);
        expect(store.names(`${folder}/`)).toEqual([name]);
        expect(await succeeding.process("inbox/k~0004")).toBe("gone");
        expect(await purgeNow()).toBe(true);
        expect(store.names()).toEqual([]);
      },
    );

    it("keeps all its objects until a worker has cleaned up", async () => {
      const { store, succeeding, firstObject, purgeNow } = await withRedriven();
      store.objects.set("inbox/k~0004", firstObject);
      const before = store.names();
      expect(await purgeNow()).toBe(false);
      expect(store.names()).toEqual(before);
      expect(await succeeding.process("inbox/k~0004")).toBe("over");
      expect(await purgeNow()).toBe(true);
      expect(store.names()).toEqual([]);
    });
  });

  it("keeps the journal for the archive of the last round", async () => {
    const { store, journal, failing } = await withDeadCallback();
    const firstObject = store.objects.get("dead/k")!;
    await redrive(store, journal, "k");
    await failing.process("inbox/k~0004");
    store.objects.set("dead/k", firstObject);
    store.now += 9 * DAY_MS;
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now, true)).toBe(true);
    expect(store.names("dead/")).toEqual(["dead/k~0004"]);
    expect(store.names("journal/")).toHaveLength(7);
  });

  it("keeps a callback whose redrive has begun", async () => {
    const { store, journal } = await withDeadCallback();
    store.before = (operation) => {
      if (operation.startsWith("put inbox/")) throw new Error("broken off");
    };
    await expect(redrive(store, journal, "k")).rejects.toThrow("broken off");
    store.before = () => {};
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now + DAY_MS, true)).toBe(false);
    expect(await redrive(store, journal, "k")).toBe("redriven");
  });

  it("keeps a callback that ended after it was listed", async () => {
    const { store, journal } = await withDeadCallback();
    expect(await purge({ store, journal, now: store.now }, "dead", listed("k"), store.now - 1, true)).toBe(false);
  });
});
