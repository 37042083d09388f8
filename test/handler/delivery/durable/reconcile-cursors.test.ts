import { describe, expect, it } from "vitest";
import type { CiSource } from "../../../../handler/delivery/durable/ci-history";
import { reconcile } from "../../../../handler/delivery/durable/reconcile";
import type { ReconcileProgress } from "../../../../handler/delivery/durable/watermarks";
import { MINUTE, HOUR, always, busy, setUp } from "./reconcile-support";

describe("progress of reconcile", () => {
  it("keeps five minutes of overlap for lists that lag and clocks that differ", async () => {
    const { begin, listCalls, options, since } = setUp(() => []);
    const result = await reconcile(options, since(begin - HOUR), always);
    expect(result.progress.cursors).toEqual({ A: begin - 5 * MINUTE });
    expect(listCalls).toEqual([
      ["A", begin - HOUR, begin],
      ["A", begin, begin + 5 * MINUTE],
    ]);
  });

  it("keeps settled items if its time is up in the middle of an hour", async () => {
    const { store, begin, options, since } = setUp((now) =>
      Array.from({ length: 200 }, (_, index) => ({
        ...{ key: `k${index}`, createdAt: now - 50 * MINUTE + index * 1000, endedAt: now - 40 * MINUTE },
      })),
    );
    let checksLeft = 150;
    const first = await reconcile(options, since(begin - HOUR), () => checksLeft-- > 0);
    expect(first.progress.cursors["A"]).toBe(begin - 50 * MINUTE + 127_000); // after two batches of 64
    await reconcile(options, first.progress, always);
    expect(store.names("inbox/")).toHaveLength(200);
  });

  it("keeps its start if a list is not in the order of time", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 200 }, (_, index) => ({
        ...{ key: `k${index}`, createdAt: now - 10 * MINUTE - index * 1000, endedAt: now - 10 * MINUTE },
      })),
    );
    let checksLeft = 150;
    const { progress } = await reconcile(options, since(begin - HOUR), () => checksLeft-- > 0);
    expect(progress.cursors["A"]).toBe(begin - HOUR);
  });

  it("works with a cursor in the future", async () => {
    const { begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 4 * MINUTE, endedAt: now - MINUTE },
    ]);
    const result = await reconcile(options, since(begin + 10 * HOUR), always);
    expect(result).toMatchObject({ found: 1, progress: { cursors: { A: begin - 5 * MINUTE } } });
  });

  it("starts a new source before the last reconciliation, and drops a removed one", async () => {
    const { begin, listCalls, options, since } = setUp(() => [], ["A", "New"]);
    const before = since(begin - HOUR, { at: begin - 2 * HOUR, cursors: { A: begin, Gone: begin - HOUR } });
    const result = await reconcile(options, before, always);
    expect(listCalls.find(([tag]) => tag === "New")![1]).toBe(begin - 2 * HOUR - 10 * MINUTE);
    expect(Object.keys(result.progress.cursors)).toEqual(["A", "New"]);
  });

  it("saves its progress after each hour of each source", async () => {
    const { begin, options, since } = setUp(() => [], ["A", "B"]);
    const saved: ReconcileProgress[] = [];
    const save = (progress: ReconcileProgress): Promise<void> => Promise.resolve(void saved.push(progress));
    await reconcile({ ...options, save }, since(begin - HOUR), always);
    const overlapStart = begin - 5 * MINUTE;
    expect(saved.map(({ cursors }) => cursors)).toEqual([
      ...[
        { A: overlapStart, B: begin - HOUR },
        { A: overlapStart, B: begin - HOUR },
      ],
      ...[
        { A: overlapStart, B: overlapStart },
        { A: overlapStart, B: overlapStart },
      ],
    ]);
  });

  it("starts no hour without time, even if the previous hours were empty", async () => {
    const { begin, listCalls, options, since } = setUp(() => []);
    const result = await reconcile(options, since(begin - 40 * HOUR), () => listCalls.length < 3);
    expect(listCalls).toHaveLength(3);
    expect(result.progress.cursors["A"]).toBe(begin - 37 * HOUR);
  });

  it("reports a skipped period that is too old", async () => {
    const { begin, failures, options, since } = setUp(() => []);
    expect(await reconcile(options, since(begin - 60 * HOUR), always)).toMatchObject({ failed: 1 });
    expect(failures).toEqual(["A"]);
    expect(await reconcile(options, since(begin - 47 * HOUR), always)).toMatchObject({ failed: 0 });
  });

  it("advances through a list whose times are whole seconds, from any start", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 300 }, (_, index) => {
        const createdAt = now - HOUR + index * 1000;
        return { key: `k${index}`, createdAt, endedAt: createdAt };
      }),
    );
    let checks = 0;
    const source = options.history.sources[0]!;
    const toSeconds = (time: number): number => time - (time % 1000);
    const history = {
      ...options.history,
      sources: [{ ...source, list: (from: number, to: number) => source.list(toSeconds(from), to) }],
    };
    const result = await reconcile({ ...options, history }, since(begin - HOUR + 700), () => checks++ < 200);
    expect(result.progress.cursors["A"]).toBeGreaterThan(begin - HOUR + 60_000);
  });

  it("starts a source at its original start after an hour of refusals", async () => {
    const { store, begin, options } = setUp((now) => [{ key: "lost", createdAt: now, endedAt: now + MINUTE }]);
    const refusing = { ...options.history, get: () => Promise.reject(busy) };
    const sources = [{ name: "A", list: () => { throw busy; } }]; // prettier-ignore
    let state: ReconcileProgress = { at: begin, cursors: {}, open: [["running", begin]] };
    for (let sweep = 0; sweep < 60; sweep++) {
      store.now += MINUTE;
      state = (await reconcile({ ...options, history: { ...refusing, sources } }, state, always)).progress;
    }
    await reconcile(options, state, always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });

  it("starts workflows at their original start after an hour without a list of workflows", async () => {
    const { store, begin, options } = setUp(
      (now) => [{ key: "lost", createdAt: now, endedAt: now + MINUTE, tag: "w" }],
      ["w"],
    );
    const failing = { ...options.history, sources: [], workflows: () => Promise.reject(new Error("no")) };
    let state: ReconcileProgress = { at: begin, cursors: {}, open: [] };
    for (let sweep = 0; sweep < 60; sweep++) {
      store.now += MINUTE;
      state = (await reconcile({ ...options, history: failing }, state, always)).progress;
    }
    const workflows = (): Promise<readonly CiSource[]> => Promise.resolve(options.history.sources);
    await reconcile({ ...options, history: { ...options.history, sources: [], workflows } }, state, always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });
});
