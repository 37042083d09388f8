import { describe, expect, it } from "vitest";
import { violationsOf } from "../../bench/chaos/invariants";
import type { Violation } from "../../bench/chaos/invariants";
import type { Sabotage } from "../../bench/chaos/schedule";
import { simulate } from "../../bench/chaos/simulation";

/** The violations of the first world that has any. */
async function firstViolations(worlds: number, sabotage: Sabotage, first = 1): Promise<Violation["kind"][]> {
  for (let seed = first; seed < first + worlds; seed++) {
    const violations = violationsOf(await simulate(seed, sabotage));
    if (violations.length > 0) return violations.map(({ kind }) => kind);
  }
  return [];
}

describe("durable delivery in random worlds in which everything fails", () => {
  it("loses nothing, records nothing twice and leaves nothing behind", { timeout: 60_000 }, async () => {
    expect(await firstViolations(100, {}, 1_000_000)).toEqual([]);
  });

  it("is seen to record twice when claims keep nobody out", { timeout: 60_000 }, async () => {
    expect(await firstViolations(1000, { withoutClaim: true })).toContain("two outcomes");
  });

  it("is seen to record twice when two creations may succeed and nobody looks again", { timeout: 60_000 }, async () => {
    expect(await firstViolations(3000, { withoutSettling: true }, 300)).toContain("two outcomes");
  });

  it("is seen to lose when nobody sweeps", async () => {
    expect(await firstViolations(20, { withoutSweeper: true })).toContain("lost");
  });

  it("plays the same world for the same seed", async () => {
    const play = async (): Promise<string[]> => {
      const lines: string[] = [];
      await simulate(7, {}, (line) => lines.push(line));
      return lines;
    };
    const first = await play();
    expect(first.length).toBeGreaterThan(10);
    expect(await play()).toEqual(first);
  });
});
