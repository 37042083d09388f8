// Runs vitest, lists skipped tests, and prints one line with the result. Some failed files (see
// test-results.mjs) run a second time; the last line names the tests that passed only then.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesToRetry, lastLine, resultsOf } from "./test-results.mjs";

const VITEST = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const REPORTER = fileURLToPath(new URL("test-reporter.mjs", import.meta.url));

/**
 * @param args vitest's arguments
 * @returns the exit status
 */
export async function runTests(args) {
  const first = runVitest(args);
  if (first.report === undefined) return first.status || 1; // vitest has printed the reason
  let last = first;
  const retried = filesToRetry(first.report);
  if (retried.length > 0) {
    console.log(`tests: once more: ${retried.join(", ")}`);
    const { parseCLI } = await import("vitest/node"); // not installed before the set-up
    const { filter } = parseCLI(["vitest", "run", ...args]);
    last = runVitest([...args.filter((arg) => !filter.includes(arg)), ...retried]);
  }
  const results = resultsOf(first.report, retried.length > 0 ? last.report : undefined);
  for (const title of results.whySkipped) console.log(title);
  if (results.leftOut > 0)
    console.log(`tests: ${results.leftOut} exhaustive tests left out; npm test -- --all runs them`);
  console.log(lastLine(results));
  return last.status || Number(results.failed > 0);
}

/** @returns the exit status, and the results unless vitest could not begin */
function runVitest(args) {
  const scratch = mkdtempSync(join(tmpdir(), "test-report-"));
  const path = join(scratch, "report.json");
  try {
    const { status } = spawnSync(
      process.execPath,
      [VITEST, "run", "--reporter=default", `--reporter=${REPORTER}`, ...args],
      { stdio: "inherit", env: { ...process.env, TEST_REPORT: path } },
    );
    const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
    return { status: status ?? 1, report };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await runTests(process.argv.slice(2));
