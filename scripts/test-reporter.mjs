// A vitest reporter for `scripts/test.mjs`: writes the result of each test, file by file, and the number of errors that
// belong to no test, to the file that TEST_REPORT names.
import { writeFileSync } from "node:fs";
import { EXHAUSTIVE, LEFT_OUT } from "./test-results.mjs";

export default class TestReporter {
  onInit({ config }) {
    this.tagsFilter = config.tagsFilter;
  }

  onTestRunEnd(modules, unhandledErrors) {
    const files = modules.map((module) => ({
      file: module.relativeModuleId.replaceAll("\\", "/"),
      tests: testsOf(module, this.tagsFilter !== undefined),
    }));
    writeFileSync(process.env.TEST_REPORT, JSON.stringify({ files, unhandledErrors: unhandledErrors.length }));
  }
}

function testsOf(module, isFiltered) {
  const tests = [...module.children.allTests()].map((test) => ({
    title: test.fullName,
    // Its title gives the reason for a skipped test.
    suite: outermostSuite(test),
    state: isFiltered && isLeftOut(test) ? LEFT_OUT : test.result().state,
  }));
  // Vitest counts no test as failed when an import or `beforeAll` fails.
  const hasFailure = tests.some(({ state }) => state === "failed");
  return module.ok() || hasFailure ? tests : [...tests, { title: "imports and hooks", state: "failed" }];
}

/** A filter may also choose tests with the tag: they have run. */
function isLeftOut(test) {
  return test.tags.includes(EXHAUSTIVE) && test.result().state === "skipped";
}

function outermostSuite(test) {
  let suite;
  for (let parent = test.parent; parent.type === "suite"; parent = parent.parent) suite = parent.name;
  return suite;
}
