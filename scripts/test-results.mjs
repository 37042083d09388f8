// Results of a run of the tests, in which some files may have run a second time.

/** Tag of the tests that repeat what another test shows once: every kill point, pair or theme. See CONTRIBUTING. */
export const EXHAUSTIVE = "exhaustive";

/** State of a test that `npm test` leaves out by its tag. */
export const LEFT_OUT = "left out";

/**
 * Tests that drive a real browser or whole deployments, whose processes a loaded machine can delay. Their
 * files run a second time after a failure, whole, since the tests of a file share one deployment.
 */
const RETRIED = [/^test\/e2e\//, /^test\/inspector\/browser/];

/** More failing files than this are not flaky. */
const MAX_RETRIED_FILES = 3;

/** Files to run a second time: none unless that could make the whole run pass. */
export function filesToRetry({ files, unhandledErrors }) {
  const failed = files.filter(hasFailed).map(({ file }) => file);
  const canPass = unhandledErrors === 0 && failed.length <= MAX_RETRIED_FILES;
  return canPass && failed.every((file) => RETRIED.some((pattern) => pattern.test(file))) ? failed : [];
}

/** The first run, with the results of the files that ran a second time. `flaky`: tests that passed only then. */
export function resultsOf(first, second = { files: [], unhandledErrors: 0 }) {
  const again = new Map(second.files.map((file) => [file.file, file]));
  const files = first.files.map((file) => again.get(file.file) ?? file);
  const titles = (list, state) =>
    list.flatMap(({ file, tests }) =>
      tests.filter((test) => test.state === state).map(({ title }) => `${file} > ${title}`),
    );
  const failed = titles(files, "failed");
  const tests = files.flatMap((file) => file.tests);
  const skipped = tests.filter(({ state }) => state === "skipped" || state === "pending");
  return {
    passed: tests.filter(({ state }) => state === "passed").length,
    failed: failed.length,
    skipped: skipped.length,
    leftOut: tests.filter(({ state }) => state === LEFT_OUT).length,
    whySkipped: [...new Set(skipped.map(({ suite, title }) => suite ?? title))],
    flaky: titles(first.files, "failed").filter((title) => !failed.includes(title)),
    unhandledErrors: first.unhandledErrors + second.unhandledErrors,
  };
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped, flaky, unhandledErrors }) {
  const line = `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
  const errors = unhandledErrors > 0 ? `; errors outside tests: ${unhandledErrors}` : "";
  return flaky.length > 0 ? `${line}${errors}; ${flaky.length} flaky: ${flaky.join(", ")}` : line + errors;
}

function hasFailed({ tests }) {
  return tests.some(({ state }) => state === "failed");
}
