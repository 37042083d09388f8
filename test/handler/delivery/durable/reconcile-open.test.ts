import { describe, expect, it } from "vitest";
import { reconcile } from "../../../../handler/delivery/durable/reconcile";
import type { ReconcileProgress } from "../../../../handler/delivery/durable/watermarks";
import { MINUTE, HOUR, always, busy, setUp } from "./reconcile-support";

describe("reconcile, with items that are open", () => {
  it("skips an unfinished job, and asks for it by id until it ends", async () => {
    const job: { endedAt?: number } = {};
    const { store, begin, listCalls, lookups, options, since } = setUp((now) => [
      { key: "stuck", createdAt: now - 3 * HOUR, ...job },
      { key: "later", createdAt: now - HOUR, endedAt: now - MINUTE },
    ]);
    const first = await reconcile(options, since(begin - 4 * HOUR), always);
    expect(first).toMatchObject({ found: 1, progress: { cursors: { A: begin - 5 * MINUTE } } });
    expect(first.progress.open).toEqual([["stuck", begin - 3 * HOUR]]);
    listCalls.length = 0;
    job.endedAt = begin - MINUTE;
    const second = await reconcile(options, first.progress, always);
    expect(listCalls).toEqual([["A", begin - 5 * MINUTE, begin + 5 * MINUTE]]);
    expect(lookups).toEqual(["stuck"]);
    expect(second).toMatchObject({ found: 1, progress: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/later", "inbox/stuck"]);
  });

  it("asks for a limited number of open jobs at a time, each in turn", async () => {
    const { begin, lookups, options, since } = setUp((now) =>
      Array.from({ length: 300 }, (_, index) => ({ key: `k${index}`, createdAt: now - HOUR })),
    );
    const first = await reconcile(options, since(begin - 2 * HOUR), always);
    const second = await reconcile(options, first.progress, always);
    expect(lookups).toHaveLength(200);
    await reconcile(options, second.progress, always);
    expect(new Set(lookups).size).toBe(300);
  });

  it("stops before the first job that it cannot remember", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 2100 }, (_, index) => ({ key: `k${index}`, createdAt: now - 2 * HOUR + index })),
    );
    const { progress } = await reconcile(options, since(begin - 3 * HOUR), always);
    expect(progress.open).toHaveLength(2000);
    const cursor = progress.cursors["A"]!;
    const remembered = new Map(progress.open);
    const isKept = (index: number): boolean => begin - 2 * HOUR + index >= cursor || remembered.has(`k${index}`);
    expect(Array.from({ length: 2100 }, (_, index) => index).every(isKept)).toBe(true);
  });

  it("abandons jobs over the maximum age and reports their number", async () => {
    const { begin, listCalls, options, since } = setUp((now) => [{ key: "stuck", createdAt: now - 49 * HOUR }]);
    const before = since(begin - 100 * HOUR, { open: [["stuck", begin - 49 * HOUR]] });
    expect(await reconcile(options, before, always)).toMatchObject({ abandoned: 1, progress: { open: [] } });
    expect(listCalls[0]).toEqual(["A", begin - 48 * HOUR, begin - 47 * HOUR]);
  });

  it("alternates the order of open jobs and lists, so that CI's refusals starve neither", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE },
    ]);
    const history = { ...options.history, get: () => Promise.reject(busy) };
    let state = since(begin - HOUR, { open: [["running", begin - HOUR]] });
    for (let sweep = 0; sweep < 2; sweep++) state = (await reconcile({ ...options, history }, state, always)).progress;
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });

  it("asks once more for a job that is too old before abandoning it", async () => {
    const { store, begin, lookups, options, since } = setUp((now) => [
      { key: "ended", createdAt: now - 49 * HOUR, endedAt: now - 47 * HOUR },
      { key: "stuck", createdAt: now - 49 * HOUR },
    ]);
    const open = ["ended", "stuck"].map((key) => [key, begin - 49 * HOUR] as const);
    const result = await reconcile(options, since(begin, { open }), always);
    expect(lookups).toEqual(["ended", "stuck"]);
    expect(result).toMatchObject({ found: 1, abandoned: 1, progress: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/ended"]);
  });

  it("finds lost callbacks after too many open jobs, and reports the excess", async () => {
    const { store, begin, failures, options, since } = setUp((now) => [
      ...Array.from({ length: 2100 }, (_, index) => ({ key: `k${index}`, createdAt: now - 2 * HOUR + index })),
      { key: "lost", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE },
    ]);
    await reconcile(options, since(begin - 3 * HOUR), always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
    expect(failures).toEqual(["A"]);
  });

  it("leaves a run that ended at an unknown time to the next reconciliation", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "run", createdAt: now - 20 * MINUTE, endedAt: Infinity },
      { key: "known", createdAt: now - 20 * MINUTE, endedAt: Infinity },
    ]);
    store.write("journal/known/0001", "{}");
    const { found, progress } = await reconcile(options, since(begin - HOUR), always);
    expect([found, progress.open]).toEqual([0, [["run", begin - 20 * MINUTE]]]);
  });

  it("asks again for a listed job without details, and reports when it abandons the job", async () => {
    let hasDetails = false;
    const body = (): Promise<string | undefined> => Promise.resolve(hasDetails ? "body of k" : undefined);
    const { store, begin, options, since } = setUp((now) => [
      { key: "k", createdAt: now - 20 * MINUTE, endedAt: now - 15 * MINUTE, body },
    ]);
    const first = await reconcile(options, since(begin - HOUR), always);
    expect(first).toMatchObject({ found: 0, progress: { open: [["k", begin - 20 * MINUTE]] } });
    hasDetails = true;
    expect(await reconcile(options, first.progress, always)).toMatchObject({ found: 1, progress: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/k"]);
  });

  it("reports a job that CI no longer knows after the maximum age", async () => {
    const { store, begin, options } = setUp(() => []);
    const abandoned: string[] = [];
    const reporting = { ...options, onAbandoned: (reference: string) => void abandoned.push(reference) };
    const progress: ReconcileProgress = { at: begin, cursors: { A: begin }, open: [["job/gone", begin]] };
    const later = await reconcile(reporting, progress, always);
    expect([later.progress.open, abandoned]).toEqual([progress.open, []]);
    store.now += 49 * HOUR;
    expect(await reconcile(reporting, later.progress, always)).toMatchObject({ abandoned: 1, progress: { open: [] } });
    expect(abandoned).toEqual(["job/gone"]);
  });
});
