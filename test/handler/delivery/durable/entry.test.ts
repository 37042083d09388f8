import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOff, nextStep, progressOf } from "../../../../handler/delivery/durable/entry";
import type { Entry } from "../../../../handler/delivery/durable/entry";

const RETRY = { maxAttempts: 2, firstDelayMs: 1000, maxDelayMs: 60_000 };
const common = { at: 0, nonce: "", prev: "" }; // as if each followed the one before
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
    ["a claimed one is left alone while the claim lasts", [claim], 99, "leave"],
    ["a claim that is over is taken over", [claim], 100, "claim"],
    ["a failed one is left alone until its time", [claim, failed], 199, "leave"],
    ["a failed one is claimed at its time", [claim, failed], 200, "claim"],
    [
      "a last attempt without an outcome becomes a dead letter",
      [claim, begin, failed, claim, begin],
      300,
      "deadLetter",
    ],
    ["a done one is cleared away", [claim, done], 0, "finish"],
    ["a dead one is cleared away", [claim, dead], 0, "finish"],
    ["a redriven one is claimed whatever its past", [claim, begin, failed, claim, begin, dead, redrive], 0, "claim"],
    ["attempts count anew after a redrive", [claim, begin, failed, claim, begin, dead, redrive, claim], 100, "claim"],
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
    const at = (entry: Entry, nonce: string, prev: string): Entry => ({ ...entry, nonce, prev });
    const stayed = at(done, "theirs", "c1");
    const entries = [at(claim, "c1", ""), stayed, at(claim, "c2", "replaced"), at(dead, "d", "c2")];
    expect(progressOf(entries)).toMatchObject({ slots: 4, tip: "theirs", phase: "done", claims: 1, last: stayed });
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
