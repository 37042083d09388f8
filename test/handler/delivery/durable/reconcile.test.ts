import { describe, expect, it } from "vitest";
import { CiApiError } from "../../../../api/errors";
import type { CiHistory, CiItem, CiSource } from "../../../../handler/delivery/durable/ci-history";
import { openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { reconcile } from "../../../../handler/delivery/durable/reconcile";
import type { ReconcileOptions } from "../../../../handler/delivery/durable/reconcile";
import type { Asked } from "../../../../handler/delivery/durable/watermarks";
import { MemoryStore } from "./memory-store";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const always = (): boolean => true;
const busy = new CiApiError(429, "SlowDown", "too many calls", "", "GET /jobs");

/** A job; its reference is its key. */
interface Given extends Pick<CiItem, "key" | "createdAt" | "endedAt"> {
  readonly tag?: string;
  /** Absent: CI says something. */
  readonly body?: () => Promise<string | undefined>;
}

function setUp(items: (now: number) => readonly Given[], tags: readonly string[] = ["A"]) {
  const store = new MemoryStore();
  const begin = store.now;
  const asked: [tag: string, from: number, to: number][] = [];
  const gets: string[] = [];
  const failures: string[] = [];
  const all = (): CiItem[] =>
    items(begin).map((item) => ({
      ref: item.key,
      body: () => Promise.resolve(`body of ${item.key}`),
      ...item,
    }));
  const history: CiHistory = {
    sources: tags.map((name) => ({
      name,
      list: async function* (from, to) {
        asked.push([name, from, to]);
        await Promise.resolve();
        for (const item of all()) {
          const { tag = "A" } = item as Given;
          if (tag === name && item.createdAt >= from && item.createdAt <= to) yield item;
        }
      },
    })),
    get: (ref) => {
      gets.push(ref);
      return Promise.resolve(all().find((item) => item.ref === ref));
    },
  };
  const options: ReconcileOptions = {
    ...{ store, clock: store.clock, history, graceMs: 30_000, maxAgeMs: 48 * HOUR, lookBackMs: 10 * MINUTE },
    onFailure: (what) => failures.push(what),
  };
  const since = (at: number, more: Partial<Asked> = {}): Asked => ({
    ...{ at: begin, cursors: Object.fromEntries(tags.map((tag) => [tag, at])), open: [] },
    ...more,
  });
  return { store, begin, asked, gets, failures, options, since };
}

describe("reconcile", () => {
  it("puts into the inbox what ended without a callback, marked as such", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
    ]);
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({ listed: 1, found: 1 });
    const { head, body } = openEnvelope(store.objects.get("inbox/lost")!.content, "lost");
    expect(head).toMatchObject({ key: "lost", source: "reconciled" });
    expect(Buffer.from(body).toString()).toBe("body of lost");
  });

  it("leaves alone what has a journal, lies in the inbox, has just ended or is unknown by now", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "known", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "waiting", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "ended-now", createdAt: now - 90 * MINUTE, endedAt: now - 10_000 },
      { key: "forgotten", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE, body: () => Promise.resolve(undefined) },
    ]);
    store.write("journal/known/0001", "{}");
    store.write("inbox/waiting", "as it was");
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({ listed: 4, found: 0 });
    expect(store.names("inbox/")).toEqual(["inbox/waiting"]);
    expect(store.text("inbox/waiting")).toBe("as it was");
  });

  it("passes a job that does not end, and asks for it by its id until it does", async () => {
    const stuck: { endedAt?: number } = {};
    const { store, begin, asked, gets, options, since } = setUp((now) => [
      { key: "stuck", createdAt: now - 3 * HOUR, ...stuck },
      { key: "later", createdAt: now - HOUR, endedAt: now - MINUTE },
    ]);
    const first = await reconcile(options, since(begin - 4 * HOUR), always);
    expect(first).toMatchObject({ found: 1, asked: { cursors: { A: begin - 5 * MINUTE } } });
    expect(first.asked.open).toEqual([["stuck", begin - 3 * HOUR]]);
    asked.length = 0;
    stuck.endedAt = begin - MINUTE;
    const second = await reconcile(options, first.asked, always);
    expect(asked).toEqual([["A", begin - 5 * MINUTE, begin + 5 * MINUTE]]);
    expect(gets).toEqual(["stuck"]);
    expect(second).toMatchObject({ found: 1, asked: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/later", "inbox/stuck"]);
  });

  it("asks for so many open jobs at a time, each in its turn", async () => {
    const { begin, gets, options, since } = setUp((now) =>
      Array.from({ length: 300 }, (_, index) => ({ key: `k${index}`, createdAt: now - HOUR })),
    );
    const first = await reconcile(options, since(begin - 2 * HOUR), always);
    const second = await reconcile(options, first.asked, always);
    expect(gets).toHaveLength(200);
    await reconcile(options, second.asked, always);
    expect(new Set(gets).size).toBe(300);
  });

  it("stops before the first job that it cannot remember, rather than forget it", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 2100 }, (_, index) => ({ key: `k${index}`, createdAt: now - 2 * HOUR + index })),
    );
    const { asked } = await reconcile(options, since(begin - 3 * HOUR), always);
    expect(asked.open).toHaveLength(2000);
    const cursor = asked.cursors["A"]!;
    const remembered = new Map(asked.open);
    const isKept = (index: number): boolean => begin - 2 * HOUR + index >= cursor || remembered.has(`k${index}`);
    expect(Array.from({ length: 2100 }, (_, index) => index).every(isKept)).toBe(true);
  });

  it("waits for no job longer than the greatest age, and says how many it gave up", async () => {
    const { begin, asked, options, since } = setUp((now) => [{ key: "stuck", createdAt: now - 49 * HOUR }]);
    const before = since(begin - 100 * HOUR, { open: [["stuck", begin - 49 * HOUR]] });
    expect(await reconcile(options, before, always)).toMatchObject({ abandoned: 1, asked: { open: [] } });
    expect(asked[0]).toEqual(["A", begin - 48 * HOUR, begin - 47 * HOUR]);
  });

  it("keeps five minutes of overlap for lists that lag and clocks that differ", async () => {
    const { begin, asked, options, since } = setUp(() => []);
    const result = await reconcile(options, since(begin - HOUR), always);
    expect(result.asked.cursors).toEqual({ A: begin - 5 * MINUTE });
    expect(asked).toEqual([
      ["A", begin - HOUR, begin],
      ["A", begin, begin + 5 * MINUTE],
    ]);
  });

  it("keeps what it has settled when its time is up in the middle of an hour", async () => {
    const { store, begin, options, since } = setUp((now) =>
      Array.from({ length: 200 }, (_, index) => ({
        ...{ key: `k${index}`, createdAt: now - 50 * MINUTE + index * 1000, endedAt: now - 40 * MINUTE },
      })),
    );
    let left = 150;
    const first = await reconcile(options, since(begin - HOUR), () => left-- > 0);
    expect(first.asked.cursors["A"]).toBe(begin - 50 * MINUTE + 127_000); // two times 64
    await reconcile(options, first.asked, always);
    expect(store.names("inbox/")).toHaveLength(200);
  });

  it("does not trust the order of a list that has none", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 200 }, (_, index) => ({
        ...{ key: `k${index}`, createdAt: now - 10 * MINUTE - index * 1000, endedAt: now - 10 * MINUTE },
      })),
    );
    let left = 150;
    const { asked } = await reconcile(options, since(begin - HOUR), () => left-- > 0);
    expect(asked.cursors["A"]).toBe(begin - HOUR);
  });

  it("is not kept from looking by a cursor in the future", async () => {
    const { begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 4 * MINUTE, endedAt: now - MINUTE },
    ]);
    const result = await reconcile(options, since(begin + 10 * HOUR), always);
    expect(result).toMatchObject({ found: 1, asked: { cursors: { A: begin - 5 * MINUTE } } });
  });

  it("begins with a new source before the time of the last question, and forgets one that is gone", async () => {
    const { begin, asked, options, since } = setUp(() => [], ["A", "New"]);
    const before = since(begin - HOUR, { at: begin - 2 * HOUR, cursors: { A: begin, Gone: begin - HOUR } });
    const result = await reconcile(options, before, always);
    expect(asked.find(([tag]) => tag === "New")![1]).toBe(begin - 2 * HOUR - 10 * MINUTE);
    expect(Object.keys(result.asked.cursors)).toEqual(["A", "New"]);
  });

  it("goes on with the other sources when one fails, and with the one after it the next time", async () => {
    const { begin, asked, failures, options, since } = setUp(() => [], ["A", "B", "C"]);
    const [a, ...others] = options.history.sources;
    const refuse = (): never => {
      throw new CiApiError(403, "AccessDenied", "no", "", "GET /jobs");
    };
    const history = { ...options.history, sources: [{ ...a!, list: refuse }, ...others] };
    const result = await reconcile({ ...options, history }, since(begin - 5 * MINUTE, { last: "A" }), always);
    expect(asked.map(([tag]) => tag)).toEqual(["B", "C"]);
    expect(failures).toEqual(["A"]);
    expect(result).toMatchObject({ failed: 1, asked: { last: "A" } });
  });

  it("asks for nothing more when CI wants no more calls, and keeps what it has", async () => {
    const { begin, asked, options, since } = setUp(
      (now) => [
        { key: "a", createdAt: now - 90 * MINUTE, endedAt: now - HOUR },
        { key: "b", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE, body: () => Promise.reject(busy) },
      ],
      ["A", "B"],
    );
    const result = await reconcile(options, since(begin - 2 * HOUR), always);
    expect(result).toMatchObject({ found: 1, failed: 1, asked: { cursors: { A: begin - HOUR }, last: "A" } });
    expect(asked.map(([tag]) => tag)).toEqual(["A", "A"]);
  });

  it("remembers a job whose callback it could not make, and settles the others", async () => {
    const { store, begin, options, since } = setUp((now) => [
      {
        key: "bad",
        createdAt: now - 70 * MINUTE,
        endedAt: now - MINUTE,
        body: () => Promise.reject(new Error("no XML")),
      },
      { key: "good", createdAt: now - 70 * MINUTE, endedAt: now - MINUTE },
    ]);
    const result = await reconcile(options, since(begin - 2 * HOUR), always);
    expect(result).toMatchObject({ found: 1, failed: 1, asked: { open: [["bad", begin - 70 * MINUTE]] } });
    expect(store.names("inbox/")).toEqual(["inbox/good"]);
  });

  it("keeps how far it has got after each hour of each source", async () => {
    const { begin, options, since } = setUp(() => [], ["A", "B"]);
    const saved: Asked[] = [];
    const save = (asked: Asked): Promise<void> => Promise.resolve(void saved.push(asked));
    await reconcile({ ...options, save }, since(begin - HOUR), always);
    const late = begin - 5 * MINUTE;
    expect(saved.map(({ cursors }) => cursors)).toEqual([
      ...[
        { A: late, B: begin - HOUR },
        { A: late, B: begin - HOUR },
      ],
      ...[
        { A: late, B: late },
        { A: late, B: late },
      ],
    ]);
  });

  it("begins no hour for which there is no time, though nothing happened in those before", async () => {
    const { begin, asked, options, since } = setUp(() => []);
    const result = await reconcile(options, since(begin - 40 * HOUR), () => asked.length < 3);
    expect(asked).toHaveLength(3);
    expect(result.asked.cursors["A"]).toBe(begin - 37 * HOUR);
  });

  it("lets open jobs and lists go first in turn, so that CI's refusals starve neither", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE },
    ]);
    const history = { ...options.history, get: () => Promise.reject(busy) };
    let state = since(begin - HOUR, { open: [["running", begin - HOUR]] });
    for (let sweep = 0; sweep < 2; sweep++) state = (await reconcile({ ...options, history }, state, always)).asked;
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });

  it("asks for a job that is too old once more before it gives it up", async () => {
    const { store, begin, gets, options, since } = setUp((now) => [
      { key: "ended", createdAt: now - 49 * HOUR, endedAt: now - 47 * HOUR },
      { key: "stuck", createdAt: now - 49 * HOUR },
    ]);
    const open = ["ended", "stuck"].map((key) => [key, begin - 49 * HOUR] as const);
    const result = await reconcile(options, since(begin, { open }), always);
    expect(gets).toEqual(["ended", "stuck"]);
    expect(result).toMatchObject({ found: 1, abandoned: 1, asked: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/ended"]);
  });

  it("says what it passes over because it is too long ago", async () => {
    const { begin, failures, options, since } = setUp(() => []);
    expect(await reconcile(options, since(begin - 60 * HOUR), always)).toMatchObject({ failed: 1 });
    expect(failures).toEqual(["A"]);
    expect(await reconcile(options, since(begin - 47 * HOUR), always)).toMatchObject({ failed: 0 });
  });

  it("finds what was lost behind more open jobs than it can remember, and says that they are too many", async () => {
    const { store, begin, failures, options, since } = setUp((now) => [
      ...Array.from({ length: 2100 }, (_, index) => ({ key: `k${index}`, createdAt: now - 2 * HOUR + index })),
      { key: "lost", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE },
    ]);
    await reconcile(options, since(begin - 3 * HOUR), always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
    expect(failures).toEqual(["A"]);
  });

  it("does not ask CI for what lies in the inbox", async () => {
    const bodies: string[] = [];
    const { store, begin, options, since } = setUp((now) => [
      {
        ...{ key: "waiting", createdAt: now - HOUR, endedAt: now - MINUTE },
        body: () => Promise.resolve(void bodies.push("waiting")).then(() => ""),
      },
    ]);
    store.write("inbox/waiting", "as it was");
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({ found: 0, asked: { open: [] } });
    expect(bodies).toEqual([]);
  });

  it("goes along with a list whose times have no fractions, wherever it begins", async () => {
    const { begin, options, since } = setUp((now) =>
      Array.from({ length: 300 }, (_, index) => {
        const createdAt = now - HOUR + index * 1000;
        return { key: `k${index}`, createdAt, endedAt: createdAt };
      }),
    );
    let looks = 0;
    const source = options.history.sources[0]!;
    const whole = (time: number): number => time - (time % 1000);
    const history = {
      ...options.history,
      sources: [{ ...source, list: (from: number, to: number) => source.list(whole(from), to) }],
    };
    const result = await reconcile({ ...options, history }, since(begin - HOUR + 700), () => looks++ < 200);
    expect(result.asked.cursors["A"]).toBeGreaterThan(begin - HOUR + 60_000);
  });

  it("asks one workflow when CI refuses another, and the jobs when it lists no workflows", async () => {
    const { store, begin, options, since } = setUp(
      (now) => [
        { key: "run", createdAt: now - HOUR, endedAt: now - MINUTE, tag: "run/w2" },
        { key: "job", createdAt: now - HOUR, endedAt: now - MINUTE },
      ],
      ["A", "run/w2"],
    );
    const [jobs, second] = options.history.sources as readonly [CiSource, CiSource];
    const refused = { name: "run/w1", list: () => { throw new Error("refused"); } }; // prettier-ignore
    const sources = [jobs];
    const before = since(begin - 2 * HOUR);
    const workflows = (): Promise<readonly CiSource[]> => Promise.resolve([refused, second]);
    const listed = await reconcile({ ...options, history: { ...options.history, sources, workflows } }, before, always);
    expect(store.names("inbox/")).toEqual(["inbox/job", "inbox/run"]);
    expect(listed.asked.cursors).toEqual({
      A: begin - 5 * MINUTE,
      "run/w1": expect.anything() as number,
      "run/w2": begin - 5 * MINUTE,
    });

    const failing = (): Promise<never> => Promise.reject(new Error("refused"));
    const again = await reconcile(
      { ...options, history: { ...options.history, sources, workflows: failing } },
      listed.asked,
      always,
    );
    expect(again).toMatchObject({ failed: 1 });
    expect(again.asked.cursors).toEqual(listed.asked.cursors);
  });

  it("begins where it would have begun with a source that CI keeps it from for long", async () => {
    const { store, begin, options } = setUp((now) => [{ key: "lost", createdAt: now, endedAt: now + MINUTE }]);
    const refusing = { ...options.history, get: () => Promise.reject(busy) };
    const sources = [{ name: "A", list: () => { throw busy; } }]; // prettier-ignore
    let state: Asked = { at: begin, cursors: {}, open: [["running", begin]] };
    for (let sweep = 0; sweep < 60; sweep++) {
      store.now += MINUTE;
      state = (await reconcile({ ...options, history: { ...refusing, sources } }, state, always)).asked;
    }
    await reconcile(options, state, always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });

  it("begins where it would have begun with workflows that CI does not list for long", async () => {
    const { store, begin, options } = setUp(
      (now) => [{ key: "lost", createdAt: now, endedAt: now + MINUTE, tag: "w" }],
      ["w"],
    );
    const failing = { ...options.history, sources: [], workflows: () => Promise.reject(new Error("no")) };
    let state: Asked = { at: begin, cursors: {}, open: [] };
    for (let sweep = 0; sweep < 60; sweep++) {
      store.now += MINUTE;
      state = (await reconcile({ ...options, history: failing }, state, always)).asked;
    }
    const workflows = (): Promise<readonly CiSource[]> => Promise.resolve(options.history.sources);
    await reconcile({ ...options, history: { ...options.history, sources: [], workflows } }, state, always);
    expect(store.names("inbox/")).toEqual(["inbox/lost"]);
  });

  it("leaves a run that is over, and CI does not say since when, to the next question", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "run", createdAt: now - 20 * MINUTE, endedAt: Infinity },
      { key: "known", createdAt: now - 20 * MINUTE, endedAt: Infinity },
    ]);
    store.write("journal/known/0001", "{}");
    const { found, asked } = await reconcile(options, since(begin - HOUR), always);
    expect([found, asked.open]).toEqual([0, [["run", begin - 20 * MINUTE]]]);
  });

  it("asks again for a job that its list knows and its details do not, and says so when it gives it up", async () => {
    let known = false;
    const body = (): Promise<string | undefined> => Promise.resolve(known ? "body of k" : undefined);
    const { store, begin, options, since } = setUp((now) => [
      { key: "k", createdAt: now - 20 * MINUTE, endedAt: now - 15 * MINUTE, body },
    ]);
    const first = await reconcile(options, since(begin - HOUR), always);
    expect(first).toMatchObject({ found: 0, asked: { open: [["k", begin - 20 * MINUTE]] } });
    known = true;
    expect(await reconcile(options, first.asked, always)).toMatchObject({ found: 1, asked: { open: [] } });
    expect(store.names("inbox/")).toEqual(["inbox/k"]);
  });

  it("names a job that CI knows no more, once it has asked for it for as long as for any", async () => {
    const { store, begin, options } = setUp(() => []);
    const gone: string[] = [];
    const told = { ...options, onAbandoned: (what: string) => void gone.push(what) };
    const asked: Asked = { at: begin, cursors: { A: begin }, open: [["job/gone", begin]] };
    const later = await reconcile(told, asked, always);
    expect([later.asked.open, gone]).toEqual([asked.open, []]);
    store.now += 49 * HOUR;
    expect(await reconcile(told, later.asked, always)).toMatchObject({ abandoned: 1, asked: { open: [] } });
    expect(gone).toEqual(["job/gone"]);
  });
});
