// `npm test`: sets up what is missing, runs vitest and closes with what was skipped and one line that says how it went.
// Arguments go to vitest: `npm test -- test/handler`.
//
//   npm test -- --changed          what differs from the last commit touches
//   npm test -- --changed=main     what differs from main touches
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testsSince } from "./changed-tests.mjs";
import { setupOrExit } from "./setup.mjs";

await setupOrExit();

const args = process.argv.slice(2);
const changed = args.find((arg) => /^--changed(=|$)/.test(arg));
if (changed !== undefined) {
  const tests = testsSince(changed.split("=")[1]);
  if (tests.length === 0) {
    console.log("tests: 0 passed, 0 failed, 0 skipped (nothing has changed)");
    process.exit(0);
  }
  args.splice(args.indexOf(changed), 1, ...tests);
}

const scratch = mkdtempSync(join(tmpdir(), "test-report-"));
const report = join(scratch, "report.json");
try {
  const { status } = spawnSync(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ],
    { stdio: "inherit" },
  );
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "skipped" || status === "pending")
    .map(({ ancestorTitles: [suite], title }) => suite || title);
  for (const title of new Set(skipped)) console.log(title);
  console.log(`tests: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  process.exitCode = status ?? 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
