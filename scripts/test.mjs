// `npm test`: sets up what is missing and runs the tests (see run-tests.mjs). Arguments go to vitest:
//
//   npm test -- test/handler       one room
//   npm test -- --changed          tests of what has changed since the last commit
//   npm test -- --changed=main     tests of what has changed since main
//   npm test -- --all              also the tests with the tag `exhaustive`, as `npm run check` and CI do
import { testsSince } from "./changed-tests.mjs";
import { runTests } from "./run-tests.mjs";
import { setupOrExit } from "./setup.mjs";
import { EXHAUSTIVE } from "./test-results.mjs";

await setupOrExit();

const all = process.argv.includes("--all");
const args = process.argv.slice(2).filter((arg) => arg !== "--all");
const changed = args.find((arg) => /^--changed(=|$)/.test(arg));
if (changed !== undefined) {
  const tests = testsSince(changed.split("=")[1]);
  if (tests.length === 0) {
    console.log("tests: 0 passed, 0 failed, 0 skipped (nothing has changed)");
    process.exit(0);
  }
  args.splice(args.indexOf(changed), 1, ...tests);
}
process.exitCode = await runTests(all ? args : [`--tags-filter=!${EXHAUSTIVE}`, ...args]);
