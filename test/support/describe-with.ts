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

/** The first of the programs that is not on PATH, found by running it. */
export function missingOnPath(args: readonly string[], ...programs: readonly string[]): string | undefined {
  for (const program of programs) {
    try {
      execFileSync(program, args, { stdio: "ignore", env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" } });
    } catch {
      return `${program} is not on PATH`;
    }
  }
  return undefined;
}
