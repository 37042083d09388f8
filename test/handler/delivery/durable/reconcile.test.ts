import { describe, expect, it } from "vitest";
import { openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { reconcile } from "../../../../handler/delivery/durable/reconcile";
import type { CiItem } from "../../../../handler/delivery/durable/reconcile";
import { MemoryStore } from "./memory-store";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const always = (): boolean => true;

function setUp(items: (now: number) => readonly (Omit<CiItem, "body"> & { body?: string })[]) {
  const store = new MemoryStore();
  const begin = store.now;
  const asked: [number, number][] = [];
  const list = async function* (from: number, to: number): AsyncGenerator<CiItem> {
    asked.push([from, to]);
    for (const item of items(begin)) {
      await Promise.resolve();
      if (item.createdAt >= from && item.createdAt <= to) {
        yield { ...item, body: () => Promise.resolve("body" in item ? item.body : `body of ${item.key}`) };
      }
    }
  };
  const options = { store, clock: store.clock, history: { list }, graceMs: 30_000, maxAgeMs: 48 * HOUR };
  return { store, begin, asked, options };
}

describe("reconcile", () => {
  it("puts into the inbox what ended without a callback, marked as such", async () => {
    const { store, begin, options } = setUp((now) => [
      { key: "lost", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
    ]);
    expect(await reconcile(options, begin - 2 * HOUR, always)).toMatchObject({ listed: 1, found: 1 });
    const { head, body } = openEnvelope(store.objects.get("inbox/lost")!.content, "lost");
    expect(head).toMatchObject({ key: "lost", source: "reconciled" });
    expect(Buffer.from(body).toString()).toBe("body of lost");
  });

  it("leaves alone what has a journal, lies in the inbox, has just ended or is unknown by now", async () => {
    const { store, begin, options } = setUp((now) => [
      { key: "known", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "waiting", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "ended-now", createdAt: now - 90 * MINUTE, endedAt: now - 10_000 },
      { key: "forgotten", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE, body: undefined },
    ]);
    store.write("journal/known/0001", "{}");
    store.write("inbox/waiting", "as it was");
    expect(await reconcile(options, begin - 2 * HOUR, always)).toMatchObject({ listed: 4, found: 0 });
    expect(store.names("inbox/")).toEqual(["inbox/waiting"]);
    expect(store.text("inbox/waiting")).toBe("as it was");
  });

  it("moves the watermark up to the oldest job that has not ended", async () => {
    const { begin, options } = setUp((now) => [
      { key: "a", createdAt: now - 3 * HOUR, endedAt: now - HOUR },
      { key: "b", createdAt: now - 2 * HOUR },
      { key: "c", createdAt: now - HOUR },
    ]);
    expect((await reconcile(options, begin - 4 * HOUR, always)).watermark).toBe(begin - 2 * HOUR);
  });

  it("keeps five minutes of overlap for lists that lag and clocks that differ", async () => {
    const { begin, asked, options } = setUp(() => []);
    expect((await reconcile(options, begin - HOUR, always)).watermark).toBe(begin - 5 * MINUTE);
    expect(asked).toEqual([
      [begin - HOUR, begin],
      [begin, begin + 5 * MINUTE],
    ]);
  });

  it("waits for no job longer than the greatest age", async () => {
    const { begin, asked, options } = setUp((now) => [{ key: "stuck", createdAt: now - 100 * HOUR }]);
    expect((await reconcile(options, begin - 100 * HOUR, always)).watermark).toBe(begin - 5 * MINUTE);
    expect(asked[0]![0]).toBe(begin - 48 * HOUR);
  });

  it("keeps what it has settled when its time is up, and goes on there", async () => {
    const { begin, asked, options } = setUp(() => []);
    let hours = 3;
    const { watermark } = await reconcile(options, begin - 10 * HOUR, () => hours-- > 0);
    expect(watermark).toBe(begin - 7 * HOUR - 5 * MINUTE);
    expect(asked.at(-1)).toEqual([begin - 8 * HOUR, begin - 7 * HOUR]);
  });

  it("never moves the watermark back", async () => {
    const { begin, options } = setUp(() => []);
    expect((await reconcile(options, begin + HOUR, always)).watermark).toBe(begin + HOUR);
  });

  it("rejects when CI does, so that the caller keeps the watermark", async () => {
    const { begin, options } = setUp(() => {
      throw new Error("SlowDown");
    });
    await expect(reconcile(options, begin, always)).rejects.toThrow("SlowDown");
  });
});
