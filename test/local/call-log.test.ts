import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { CallLog, LOG_LIMITS, readLines } from "../../local/scf/call-log";

/** The texts that a call's log keeps. */
function keptTexts(texts: readonly string[]): string[] {
  const lines: string[] = [];
  const log = new CallLog((_, text) => lines.push(text));
  for (const text of texts) log.add("stdout", text);
  log.end();
  return lines;
}

/** The lines that a reader gets from the chunks of a stream. */
async function linesOf(chunks: Iterable<string>): Promise<{ lines: string[]; ends: string[] }> {
  const [lines, ends]: [string[], string[]] = [[], []];
  const stream = new PassThrough();
  readLines(
    stream,
    (line) => lines.push(line),
    (id) => ends.push(id),
  );
  const ended = new Promise((resolve) => stream.once("end", resolve));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await ended;
  return { lines, ends };
}

const { firstLines, firstCharacters, lastLines, lastCharacters, lineCharacters } = LOG_LIMITS;
const number = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

it("keeps a log at the limit complete", () => {
  const lines = number(firstLines);
  expect(keptTexts(lines)).toEqual(lines);
  const long = ["x".repeat(firstCharacters)];
  expect(keptTexts(long)).toEqual(long);
});

it("keeps beginning and end of a longer log, and reports the omitted part between them", () => {
  const lines = number(firstLines + lastLines + 2);
  const cut = `[log cut: 2 lines with ${String(firstLines).length * 2} characters are left out here; the log of a call keeps its first ${firstLines} lines or ${firstCharacters} characters, and its last ${lastLines} lines or ${lastCharacters} characters]`;
  expect(keptTexts(lines)).toEqual([...lines.slice(0, firstLines), cut, ...lines.slice(-lastLines)]);
});

it("omits nothing of a log that is longer by less than its end", () => {
  const lines = number(firstLines + lastLines);
  expect(keptTexts(lines)).toEqual(lines);
});

it("counts all omitted lines, for lines of any length", () => {
  const line = fc.integer({ min: 1, max: lineCharacters }).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40, size: "max" }), (lines) => {
      const texts = keptTexts(lines);
      const cut = texts.find((text) => text.startsWith("[log cut: ")) ?? "[log cut: 0 lines with 0 characters";
      const [, count, characters] = /^\[log cut: (\d+) lines with (\d+) characters/.exec(cut)!;
      const shown = texts.filter((text) => !text.startsWith("["));
      const sum = (all: readonly string[]): number => all.reduce((total, { length }) => total + length, 0);
      expect(shown.length + Number(count)).toBe(lines.length);
      expect(sum(shown) + Number(characters)).toBe(sum(lines));
      expect(shown.at(-1)).toBe(lines.at(-1));
      expect(sum(shown)).toBeLessThanOrEqual(firstCharacters + Math.max(lastCharacters, lineCharacters));
    }),
    { numRuns: 50 },
  );
});

it("reads the same lines from chunks of any size", async () => {
  const text = "first\n\nsecond 中文\n\0request-1\nthird";
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: text.length })), async (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), text.length];
      const chunks = cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
      expect(await linesOf(chunks)).toEqual({ lines: ["first", "second 中文", "third"], ends: ["request-1"] });
    }),
  );
});

it("cuts a line above the limit and reports the omitted length", async () => {
  const chunk = "x".repeat(lineCharacters / 10);
  const { lines } = await linesOf([...Array.from({ length: 11 }, () => chunk), "\nnext"]);
  const cut = `[line cut: ${chunk.length} characters are left out]`;
  expect(lines).toEqual([`${"x".repeat(lineCharacters)} ${cut}`, "next"]);
});
