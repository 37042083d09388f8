import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withSample } from "../support/exhaustive";

const ROOT = join(__dirname, "../..");

function run(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ["--require", "tsx/cjs", join(ROOT, program), ...args];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
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
for (const [[command, program], options] of withSample(PROGRAMS, 3)) {
  it(`${command} refuses an unknown option with a message`, options, () => {
    const { status, stdout, stderr } = run(program, "--loud");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Unknown option '--loud'");
    expect(stderr).toContain(command);
    expect(stderr).not.toContain("    at ");
  });
}

it("prints the usage at --help, and does nothing else", () => {
  const { status, stdout, stderr } = run("scripts/demo/main.ts", "--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("npm run demo");
});

it("does not report zero cases as a success", () => {
  const { status, stderr } = run("bench/handler/fuzz.ts", "--cases", "many");
  expect(status).toBe(2);
  expect(stderr).toContain('--cases must be a whole number from 1 (got "many")');
});
