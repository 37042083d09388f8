/** Parts of the page that need no browser. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { CallbackDetail, CallbackRow, Outcome } from "../../local/inspector/protocol";
import { cutMiddle } from "../../local/inspector/page/cut";
import { diffLines, logText, runText } from "../../local/inspector/page/diff";
import { en } from "../../local/inspector/texts/en";
import { linkKeyOf } from "../../local/inspector/page/line-link";
import { parseQuery } from "../../local/inspector/page/query";
import { Store } from "../../local/inspector/page/store";
import { tickTimes } from "../../local/inspector/page/ticks";
import { scrollTo, windowOf } from "../../local/inspector/page/window";
import { zh } from "../../local/inspector/texts/zh";

function row(order: number, more: Partial<CallbackRow> = {}): CallbackRow {
  return {
    ...{ id: `d${order}`, order, at: order, format: "XML", kind: "jobs", title: "Transcode", subject: `j${order}` },
    ...{
      object: "a.mp4",
      state: "Success",
      bytes: 1,
      status: 200,
      answer: "accepted",
      ms: 1,
      outcome: "done",
      ...more,
    },
  };
}

it("renders every visible row and few others", () => {
  const natural = fc.integer({ min: 0, max: 20_000 });
  fc.assert(
    fc.property(
      natural,
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 20, max: 80 }),
      natural,
      (top, height, rowHeight, count) => {
        const { first, end } = windowOf(top, height, rowHeight, count);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeLessThanOrEqual(height / rowHeight + 18);
        for (let index = Math.floor(top / rowHeight); index < Math.min(count, (top + height) / rowHeight); index++) {
          expect(index >= first && index < end).toBe(true);
        }
      },
    ),
  );
});

it("scrolls only as far as a row needs to be fully visible", () => {
  expect(scrollTo(3, 0, 100, 30)).toBe(20);
  expect(scrollTo(3, 100, 100, 30)).toBe(90);
  expect(scrollTo(3, 50, 100, 30)).toBe(50);
});

it("keeps the newest rows, applies changes, and searches case-insensitively", () => {
  const store = new Store(3);
  store.put([row(1), row(2), row(3, { title: "SplitVideoParts", status: 502, outcome: "failed" }), row(4)]);
  expect(store.matching.map(({ order }) => order)).toEqual([4, 3, 2]);
  store.search(parseQuery("splitvideoparts 502"));
  expect(store.matching.map(({ order }) => order)).toEqual([3]);
  store.put([row(2, { object: "SplitVideoParts/502.mp4" })]);
  expect(store.matching.map(({ order }) => order)).toEqual([3, 2]);
  store.filter("bad");
  expect(store.matching.map(({ order }) => order)).toEqual([3]);
  store.clear();
  expect([store.size, store.matching]).toEqual([0, []]);
});

it('has every outcome in exactly one filter besides "all"', () => {
  const outcomes: readonly Outcome[] = [
    ...(["done", "duplicate", "unrouted", "waiting", "dead", "refused", "failed", "lost"] as const),
  ];
  const store = new Store();
  store.put(outcomes.map((outcome, index) => row(index, { outcome })));
  const found = (["good", "waiting", "bad"] as const).flatMap((filter) => {
    store.filter(filter);
    return store.matching.map(({ outcome }) => outcome);
  });
  expect([...found].sort()).toEqual([...outcomes].sort());
});

it("has every text in both languages, with the same placeholders", () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  for (const [name, text] of Object.entries(en))
    expect([name, places(zh[name as keyof typeof en])]).toEqual([name, places(text)]);
});

it.each([
  ["tag:split", [1]],
  ["TAG:Split state:success", [1]],
  ["state:failed", [2]],
  ["outcome:dead", [3]],
  ["id:j2", [2]],
  ["id:d3", [3]],
  ['object:"my film"', [2]],
  ["status:200 format:xml fault:answer", [3]],
  ["tag:nothing", []],
  ["http://x", [1]],
  ["outcome:", [3, 2, 1]],
])("finds by %s", (text, orders) => {
  const store = new Store();
  store.put([
    row(1, { title: "SplitVideoParts", object: "http://x/split.mp4" }),
    row(2, { state: "Failed", object: "my film.mp4" }),
    row(3, { outcome: "dead", fault: "answer" }),
  ]);
  store.search(parseQuery(text));
  expect(store.matching.map(({ order }) => order)).toEqual(orders);
});

it("keeps matches found in bodies and logs", () => {
  const store = new Store();
  store.put([row(1), row(2)]);
  const query = parseQuery('transcode text:"no such key" text:x');
  expect(query).toEqual({ words: ["transcode"], fields: [], texts: ["no such key", "x"] });
  store.search(query, new Set(["d2"]));
  expect(store.matching.map(({ order }) => order)).toEqual([2]);
});

it("cuts names in their middle, so that names that begin alike differ", () => {
  expect(cutMiddle("worker", 18)).toBe("worker");
  const cut = ["media-production-receiver", "media-production-worker"].map((name) => cutMiddle(name, 18));
  expect(cut).toEqual(["media…ion-receiver", "media…ction-worker"]);
});

it("puts ticks of a timeline at round times, few of them", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 100_000, noNaN: true }), (length) => {
      const times = tickTimes(length);
      expect(times[0]).toBe(0);
      expect(times.length).toBeGreaterThan(1);
      expect(times.length).toBeLessThanOrEqual(7);
      for (const time of times) {
        expect(time).toBeLessThanOrEqual(length * 1.001);
        const digits = Number(time.toPrecision(6))
          .toExponential()
          .replace(/e.*|\./g, "");
        expect(digits.length).toBeLessThanOrEqual(2);
      }
    }),
  );
});

it("finds the shortest difference of two texts, with its neighbours", () => {
  const lines = (text: string): string[] => text.split("");
  const difference = (before: string, after: string): string =>
    diffLines(lines(before), lines(after))
      .map(({ sign, text }) => sign + text)
      .join("");
  expect(difference("abcdefg", "abcXefg")).toBe(" b c-d+X e f");
  expect(difference("abcdefghi", "aXcdefgXi")).toBe(" a-b+X c d ⋯ f g-h+X i");
  expect(difference("abc", "abc")).toBe("");
  expect(difference("", "ab")).toBe("+a+b");
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const all = diffLines(lines(before), lines(after));
      const count = (sign: string): number => all.filter((line) => line.sign === sign).length;
      expect(count("+") - count("-")).toBe(lines(after).length - lines(before).length);
    }),
  );
});

it("compares runs without their ids, times and durations", () => {
  const run = (id: string, ms: number, word: string): CallbackDetail => {
    const log = {
      level: "info",
      message: word,
      time: `2026-01-01T00:00:0${ms}Z`,
      ms,
      requestId: `r-${id}`,
      kept: `of ${id}`,
    };
    return {
      row: row(ms, { id: `d-${id}`, subject: id, ms }),
      ...{ url: "", body: "", omitted: 0, event: {}, shots: [], answer: `{"requestId":"r-${id}","status":"accepted"}` },
      logs: [
        { at: ms, functionName: "worker", text: JSON.stringify(log) },
        { at: ms, functionName: "worker", text: `plain text about ${id}` },
      ],
      journal: [{ at: ms, kind: "failed", error: `Error: ${id} failed` }],
    };
  };
  expect(diffLines(runText(run("j1", 1, "same")), runText(run("j2", 2, "same")))).toEqual([]);
  expect(
    diffLines(logText(run("j1", 1, "old")), logText(run("j2", 2, "new"))).map(({ sign, text }) => sign + text),
  ).toEqual(['-worker info old {"kept":"of …"}', '+worker info new {"kept":"of …"}', " worker plain text about …"]);
});

it("links the line of a field in XML, JSON and the event", () => {
  const link = "jobid=j1";
  for (const line of ["    <JobId>j1</JobId>", '  "JobId": "j1",', '"jobId": "j1"']) expect(linkKeyOf(line)).toBe(link);
  expect(linkKeyOf("<CreationTime>2026</CreationTime>")).toBe(linkKeyOf('"createdAt": "2025-12-31T16:00:00.000Z",'));
  for (const line of ["<JobId>", "}", '"jobs": [', ""]) expect(linkKeyOf(line)).toBeUndefined();
});
