/** Colouring of bodies, which needs no browser. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colouredPieces, pretty } from "../../local/inspector/page/code";
import type { Piece } from "../../local/inspector/page/code";
import { anyCharacter } from "../support/any-character";

const textOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");

/** Times of a text and of one ten times as long; the shortest of three, for busy machines. */
function times(make: (n: number) => string, work: (text: string) => unknown): [number, number] {
  const time = (text: string): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const start = performance.now();
        work(text);
        return performance.now() - start;
      }),
    );
  return [time(make(10_000)), time(make(100_000))];
}

describe("colours", () => {
  it("distinguish names, texts and values", () => {
    expect(
      colouredPieces('{"a\\"b" : [1.5e3, -2, "x:", true], "c": null}').filter((piece) => typeof piece !== "string"),
    ).toEqual([
      ['"a\\"b"', "t-name"],
      ["1.5e3", "t-value"],
      ["-2", "t-value"],
      ['"x:"', "t-text"],
      ["true", "t-value"],
      ['"c"', "t-name"],
      ["null", "t-value"],
    ]);
    expect(colouredPieces("<a><b x='1'/></a>").filter((piece) => typeof piece !== "string")).toEqual([
      ...[
        ["<a", "t-name"],
        [">", "t-name"],
        ["<b", "t-name"],
        ["/>", "t-name"],
        ["</a", "t-name"],
        [">", "t-name"],
      ],
    ]);
  });

  it("leave every text unchanged", () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.json(),
      fc.stringMatching(/^[{[<]["\\<>\s:a1.eE-]{0,40}$/),
    );
    fc.assert(fc.property(text, (source) => void expect(textOf(colouredPieces(source))).toBe(source)));
  });

  it.each<[string, (n: number) => string]>([
    ["escaped quotation marks that are never closed", (n) => `{${'\\"'.repeat(n / 2)}`],
    ["backslashes", (n) => `{"${"\\".repeat(n)}`],
    ["backslashes before line ends", (n) => `{${'"\\\n'.repeat(n / 3)}`],
    ["quotation marks", (n) => `{${'"'.repeat(n)}`],
    ["blanks behind texts", (n) => `{${`""${" ".repeat(100)}`.repeat(n / 102)}`],
    ["blanks", (n) => `{""${" ".repeat(n)}x`],
    ["digits before a letter", (n) => `{${"1".repeat(n)}a`],
    ["digits and points", (n) => `{${"1.".repeat(n / 2)}a`],
    ["exponents", (n) => `{${"1e".repeat(n / 2)}`],
    ["signs", (n) => `{${"-".repeat(n)}`],
    ["tags that are not closed", (n) => `<${"a".repeat(n)}`],
    ["angle brackets", (n) => `<${"<".repeat(n)}`],
    ["questions", (n) => `<${"?".repeat(n)}`],
  ])("take time in proportion to the length of %s", (_, make) => {
    const [short, long] = times(make, colouredPieces);
    expect(long).toBeLessThan(Math.max(40 * short, 50)); // 100 times, and seconds, for quadratic growth
  });

  it("are limited to a number of tokens that a page can hold", () => {
    const pieces = colouredPieces(`[${"1,".repeat(74_000)}1]`);
    expect(pieces.filter((piece) => typeof piece !== "string")).toHaveLength(20_000);
    expect(textOf(pieces)).toHaveLength(148_003);
  });
});

describe("pretty", () => {
  it("indents JSON and leaves other text unchanged", () => {
    expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(pretty("{")).toBe("{");
  });

  it.each([
    ["nested deeply", "[".repeat(3000) + "]".repeat(3000)],
    ["nested often", `[${Array.from({ length: 200 }, () => "[".repeat(1000) + "]".repeat(1000)).join()}]`],
    ["wide below much", `${"[".repeat(60)}${"1,".repeat(300_000)}1${"]".repeat(60)}`],
  ])("leaves text that is %s unchanged, since it would become too long", (_, text) => {
    expect(pretty(text)).toBe(text);
  });
});
