import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { violationsOf } from "../../bench/chaos/invariants";
import type { Violation } from "../../bench/chaos/invariants";
import type { Sabotage } from "../../bench/chaos/schedule";
import { simulate } from "../../bench/chaos/simulation";
import { EXHAUSTIVE } from "../support/exhaustive";
import { program } from "../support/program";

const ROOT = join(__dirname, "..", "..");

/** The violations of all worlds up to the first one with a violation. */
async function violations(
  worlds: number,
  sabotage: Sabotage,
  kind?: Violation["kind"],
  first = 1,
  isTopic = false,
): Promise<Violation["kind"][]> {
  const found: Violation["kind"][] = [];
  for (let seed = first; seed < first + worlds; seed++) {
    found.push(...violationsOf(await simulate(seed, sabotage, { isTopic })).map((one) => one.kind));
    if (kind && found.includes(kind)) break;
  }
  return found;
}

interface Result {
  readonly worlds: number;
  readonly failures: readonly { readonly seed: number; readonly replay: string }[];
}

/** The command's output. */
async function run(...args: string[]): Promise<{ readonly code: number; readonly result: Result }> {
  const command = [await program("bench/chaos/main.ts"), ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number]>]);
  return { code, result: JSON.parse(output) as Result };
}

describe("durable delivery in random simulations with faults", () => {
  const MANY = { timeout: 60_000, ...EXHAUSTIVE };

  it("loses no callback, records no outcome twice and leaves no object behind", { timeout: 60_000 }, async () => {
    expect(await violations(25, {}, undefined, 1_000_000)).toEqual([]);
  });

  it("loses no callback, records no outcome twice and leaves no object behind in more simulations", MANY, async () => {
    expect(await violations(75, {}, undefined, 1_000_025)).toEqual([]);
  });

  it("loses no callback with a topic instead of the URL either", { timeout: 60_000 }, async () => {
    expect(await violations(15, {}, undefined, 2_000_000, true)).toEqual([]);
  });

  it("loses no callback with a topic instead of the URL in more simulations", MANY, async () => {
    expect(await violations(45, {}, undefined, 2_000_015, true)).toEqual([]);
  });

  it(
    "is reported to lose callbacks if a topic's callback counts as settled once it has a journal",
    { timeout: 60_000 },
    async () => {
      expect(await violations(1000, { withoutOutcome: true }, "lost", 14, true)).toContain("lost");
    },
  );

  it.each<[what: string, sabotage: Sabotage, kind: Violation["kind"], first: number]>([
    ["to record twice if claims exclude no other worker", { withoutClaim: true }, "two outcomes", 56],
    [
      "to record twice if two creations may succeed and no worker reads again",
      { withoutSettling: true },
      "two outcomes",
      443,
    ],
    ["to lose callbacks without a sweeper", { withoutSweeper: true }, "lost", 1],
    ["to archive damaged content if reads have no checksum", { withoutChecksum: true }, "not archived", 5],
    ["to run forged callbacks if CI does not confirm them", { withoutConfirmation: true }, "uncalled run", 1],
    ["to run too often if entries of a journal expire one by one", { withoutExpiry: true }, "too many runs", 26],
  ])("is reported %s", { timeout: 60_000 }, async (_, sabotage, kind, first) => {
    expect(await violations(3000, sabotage, kind, first)).toContain(kind);
  });

  it("prints a command that replays a simulation with a violation", { timeout: 60_000 }, async () => {
    const failed = await run("--without-sweeper", "--seeds", "3", "--json");
    expect(failed.code).toBe(1);
    const [first] = failed.result.failures;
    const [, args] = /^npm run chaos -- (--seed \d+ --without-sweeper)$/.exec(first!.replay) ?? [];
    const replayed = await run(...args!.split(" "), "--json");
    expect(replayed).toMatchObject({ code: 1, result: { worlds: 1, failures: [first] } });
  });

  it("runs the same simulation for the same seed", async () => {
    const play = async (): Promise<string[]> => {
      const lines: string[] = [];
      await simulate(7, {}, { trace: (line) => lines.push(line) });
      return lines;
    };
    const first = await play();
    expect(first.length).toBeGreaterThan(10);
    expect(await play()).toEqual(first);
  });
});
