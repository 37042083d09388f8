import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOff, nextStep, progressOf } from "../../../../handler/delivery/durable/entry";
import type { Entry } from "../../../../handler/delivery/durable/entry";

const RETRY = { maxAttempts: 2, firstDelayMs: 1000, maxDelayMs: 60_000 };
const common = { at: 0, nonce: "", prev: "" }; // each entry is based on the previous one
const error = { name: "Error", message: "no" };
const claim: Entry = { ...common, kind: "claim", until: 100 };
const begin: Entry = { ...common, kind: "begin" };
const failed: Entry = { ...common, kind: "failed", retryAt: 200, error };
const dead: Entry = { ...common, kind: "dead", error };
const done: Entry = { ...common, kind: "done" };
const redrive: Entry = { ...common, kind: "redrive" };

describe("nextStep", () => {
  it.each<[string, Entry[], number, string]>([
    ["a new callback is claimed", [], 0, "claim"],
    ["a claimed callback is left until its lease ends", [claim], 99, "leave"],
    ["an expired claim is taken over", [claim], 100, "claim"],
    ["a failed callback is left until its retry is due", [claim, failed], 199, "leave"],
    ["a failed callback is claimed for its retry", [claim, failed], 200, "claim"],
    [
      "a last attempt without an outcome becomes a dead letter",
      [claim, begin, failed, claim, begin],
      300,
      "deadLetter",
    ],
    ["a done callback is cleaned up", [claim, done], 0, "finish"],
    ["a dead callback is cleaned up", [claim, dead], 0, "finish"],
    ["a redriven callback is claimed", [claim, begin, failed, claim, begin, dead, redrive], 0, "claim"],
    ["a redrive resets the attempts", [claim, begin, failed, claim, begin, dead, redrive, claim], 100, "claim"],
  ])("%s", (_, entries, now, step) => {
    expect(nextStep(progressOf(entries), now, RETRY)).toBe(step);
  });
});

describe("progressOf", () => {
  it("counts slots and attempts", () => {
    const entries = [claim, begin, failed, claim];
    expect(progressOf(entries)).toMatchObject({ slots: 4, claims: 2, attempts: 1, phase: "claimed", until: 100 });
  });

  it("records the slots at which rounds began", () => {
    expect(progressOf([claim, dead, redrive, claim, dead]).rounds).toEqual([0, 3]);
  });

  it("ignores an entry based on an overwritten entry, and all entries based on it", () => {
    const chained = (entry: Entry, nonce: string, prev: string): Entry => ({ ...entry, nonce, prev });
    const kept = chained(done, "other", "c1");
    const entries = [chained(claim, "c1", ""), kept, chained(claim, "c2", "replaced"), chained(dead, "d", "c2")];
    expect(progressOf(entries)).toMatchObject({ slots: 4, tip: "other", phase: "done", claims: 1, last: kept });
  });
});

describe("backOff", () => {
  it("lies between half of the doubled delay and all of it, and never above the maximum", () => {
    const policy = fc.record({
      maxAttempts: fc.constant(9),
      firstDelayMs: fc.integer({ min: 2, max: 1e6 }),
      maxDelayMs: fc.integer({ min: 2, max: 1e8 }),
    });
    fc.assert(
      fc.property(
        policy,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p, n, random) => {
          const full = Math.min(p.firstDelayMs * 2 ** (n - 1), p.maxDelayMs);
          const delay = backOff(n, p, random);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
          expect(delay).toBeLessThanOrEqual(full);
        },
      ),
    );
  });
});
