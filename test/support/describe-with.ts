/** Tests that need an external program. */
import { execFileSync } from "node:child_process";
import { describe, it } from "vitest";

/** A program that some tests need. */
export interface Tool {
  readonly name: string;
  /** Why it cannot be used; `undefined` if it can. */
  readonly missing: () => string | undefined;
  /** Of one test. */
  readonly timeoutMs: number;
}

/**
 * `describe` for tests that need a program. Without it they are skipped with the reason in the title; where `CI=true`
 * they fail instead, unless `TESTS_WITHOUT`, a list of names, says that this machine cannot have it.
 */
export function describeWith(tool: Tool, title: string, body: () => void): void {
  const { name, timeoutMs } = tool;
  const missing = tool.missing();
  const isExcused = (process.env["TESTS_WITHOUT"] ?? "").split(" ").includes(name);
  if (missing === undefined) describe(title, { timeout: timeoutMs }, body);
  else if (process.env["CI"] === "true" && !isExcused) {
    it(`${title}: needs ${name}`, () => {
      throw new Error(`${name} is required where CI=true (got ${missing}); install it, or name it in TESTS_WITHOUT`);
    });
  } else describe.skip(`${title} (skipped: ${missing})`, body);
}

/** Modules are loaded again for each test file; what a program answered stays, since each start takes processor time. */
const holder = globalThis as { programsOnPath?: Map<string, boolean> };
const programsOnPath = (holder.programsOnPath ??= new Map<string, boolean>());

/** The first of the programs that is not on PATH, found by running it once in each process. */
export function missingOnPath(args: readonly string[], ...programs: readonly string[]): string | undefined {
  const missing = programs.find((program) => {
    const key = [program, ...args].join(" ");
    const isOnPath = programsOnPath.get(key) ?? runs(program, args);
    programsOnPath.set(key, isOnPath);
    return !isOnPath;
  });
  return missing === undefined ? undefined : `${missing} is not on PATH`;
}

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore", env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" } });
    return true;
  } catch {
    return false;
  }
}
