import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretChecker } from "../../handler/auth";
import { SECRET } from "./support";

describe("the check of the secret", () => {
  it("accepts each configured secret and nothing else", () => {
    const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 3 }), texts, (secrets, other) => {
        const accepts = secretChecker(secrets);
        expect(secrets.every(accepts)).toBe(true);
        expect(accepts(other)).toBe(secrets.includes(other));
      }),
    );
  });

  it.each([
    ["one character changed, wherever", [...SECRET].map((_, i) => `${SECRET.slice(0, i)}x${SECRET.slice(i + 1)}`)],
    ["cut off", [...SECRET].map((_, i) => SECRET.slice(0, i))],
    ["longer", [`${SECRET}0`, `${SECRET}\0`, SECRET + SECRET]],
    [
      "with characters that differ in their upper byte alone",
      [SECRET.replace("0", "\u0130"), SECRET.replace("a", "\u0161")],
    ],
    ["in capitals", [SECRET.toUpperCase()]],
  ])("refuses a secret %s", (_, candidates) => {
    expect(candidates.filter(secretChecker([SECRET]))).toEqual([]);
  });

  it("accepts a configured secret at any position in the list", () => {
    const accepts = secretChecker(["a".repeat(16), SECRET, "b".repeat(16)]);
    expect(["a".repeat(16), SECRET, "b".repeat(16), "c".repeat(16)].map(accepts)).toEqual([true, true, true, false]);
  });
});
