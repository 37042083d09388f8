import { expect, it } from "vitest";
import fc from "fast-check";
import { nearest } from "../../cli/suggest";

const WORDS = ["list", "show", "redrive", "purge"];

it.each([
  ["lsit", "list"],
  ["LIST", "list"],
  ["pruge", "purge"],
  ["redrve", "redrive"],
  ["red", "redrive"],
  ["shows", "show"],
  ["x", undefined],
  ["", undefined],
  ["nothing", undefined],
])("%j is corrected to %j", (word, expected) => {
  expect(nearest(word, WORDS)).toBe(expected);
});

it("recognizes a word with one wrong letter", () => {
  fc.assert(
    fc.property(fc.constantFrom(...WORDS), fc.nat(), fc.constantFrom("q", "ü", "7"), (word, offset, letter) => {
      const at = offset % word.length;
      expect(nearest(word.slice(0, at) + letter + word.slice(at + 1), WORDS)).toBe(word);
    }),
  );
});
