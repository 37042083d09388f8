import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withSample } from "../support/exhaustive";
import { program } from "../support/program";

const ROOT = join(__dirname, "../..");

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(entry: string, ...args: string[]): Promise<Output> {
  return spawnSync(process.execPath, [await program(entry), ...args], { cwd: ROOT, encoding: "utf8" });
}

const PROGRAMS = [
  ["npm run demo", "scripts/demo/main.ts"],
  ["npm run acceptance", "scripts/acceptance/main.ts"],
  ["npm run docs", "scripts/docs/main.ts"],
  ["npm run fuzz", "bench/handler/fuzz.ts"],
  ["npm run chaos", "bench/chaos/main.ts"],
  ["npm run bench", "bench/main.ts"],
  ["npm run bench:constructs", "bench/constructs.ts"],
  ["npm run bench:provider", "bench/provider.ts"],
  ["npm run bench:delivery -- load", "bench/delivery/load.ts"],
  ["npm run bench:delivery -- kafka", "bench/delivery/kafka.ts"],
] as const;

// All programs but acceptance read their options by the same function; see acceptance.test.ts.
for (const [[command, entry], options] of withSample(PROGRAMS, 3)) {
  it(`${command} refuses an unknown option with a message`, options, async () => {
    const { status, stdout, stderr } = await run(entry, "--loud");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Unknown option '--loud'");
    expect(stderr).toContain(command);
    expect(stderr).not.toContain("    at ");
  });
}

it("prints the usage at --help, and does nothing else", async () => {
  const { status, stdout, stderr } = await run("scripts/demo/main.ts", "--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("npm run demo");
});

it("does not report zero cases as a success", async () => {
  const { status, stderr } = await run("bench/handler/fuzz.ts", "--cases", "many");
  expect(status).toBe(2);
  expect(stderr).toContain('--cases must be a whole number from 1 (got "many")');
});
