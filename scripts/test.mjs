// `npm test`: sets up what is missing and runs the tests (see run-tests.mjs). Arguments go to vitest:
//
//   npm test -- test/handler       one room
//   npm test -- --changed          tests of what has changed since the last commit
//   npm test -- --changed=main     tests of what has changed since main
import { testsSince } from "./changed-tests.mjs";
import { runTests } from "./run-tests.mjs";
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
process.exitCode = await runTests(args);
