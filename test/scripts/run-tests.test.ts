import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = join(__dirname, "../../scripts/run-tests.mjs");
const TIMEOUT_MS = 60_000;

interface TestFile {
  readonly file: string;
  readonly tests: readonly { readonly title: string; readonly state: string }[];
}

const PASSES = `it("passes", () => expect(1).toBe(1));`;
const FAILS = `it("fails", () => expect(1).toBe(2));`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "test-runs-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A test that fails only in its first run. */
function failsOnce(name: string): string {
  return `
    const { existsSync, writeFileSync } = await import("node:fs");
    const marker = ${JSON.stringify(root)} + "/ran-${name}";
    const isFirst = !existsSync(marker);
    writeFileSync(marker, "");
    it("passes at the second try", () => expect(isFirst).toBe(false));
  `;
}

/** Runs `npm test` in a project of its own. */
async function npmTest(files: Readonly<Record<string, string>>, ...args: string[]) {
  const config = `export default { test: { globals: true, include: ["test/**/*.test.mjs"], tags: [{ name: "exhaustive" }], pool: "threads", isolate: false, maxWorkers: 1 } };`;
  for (const [name, text] of Object.entries({ "vitest.config.mjs": config, ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  // The vitest that runs this test must not affect the one that it starts.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$)/.test(name)));
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, last: stdout.trimEnd().split("\n").at(-1), output: stdout + stderr };
}

describe("npm test", { timeout: TIMEOUT_MS }, () => {
  it("runs deployments and browser tests a second time after a failure, and names flaky tests in the last line", async () => {
    const skipped = `describe.skip("tofu (not on PATH)", () => { it("passes", () => {}); it("passes again", () => {}); });`;
    const { status, last, output } = await npmTest(
      {
        "test/e2e/a.test.mjs": failsOnce("a") + FAILS,
        "test/inspector/browser-a.test.mjs": failsOnce("b") + PASSES,
        "test/lib/a.test.mjs": PASSES + skipped,
        "test/lib/b.test.mjs": `describe("every", { tags: ["exhaustive"] }, () => { ${PASSES} ${PASSES} });`,
        "test/other/a.test.mjs": PASSES,
      },
      ...["test/e2e", "test/inspector", "test/lib", "-t", "passes", "--tags-filter=!exhaustive"],
    );
    expect({ status, last }).toEqual({
      status: 0,
      last:
        "tests: 4 passed, 0 failed, 3 skipped; 2 flaky: test/e2e/a.test.mjs > passes at the second try, " +
        "test/inspector/browser-a.test.mjs > passes at the second try",
    });
    expect(output).toContain("\ntofu (not on PATH)\n");
    expect(output).toContain("\ntests: 2 exhaustive tests left out; npm test -- --all runs them\n");
  });

  it("fails when a test fails twice, also if a filter chooses exhaustive tests", async () => {
    const every = `describe("every", { tags: ["exhaustive"] }, () => { ${FAILS} ${PASSES} });`;
    const { status, last, output } = await npmTest({ "test/e2e/a.test.mjs": every }, "--tags-filter=exhaustive");
    expect({ status, last }).toEqual({ status: 1, last: "tests: 1 passed, 1 failed, 0 skipped" });
    expect(output).not.toContain("left out");
  });

  it("fails after a failed import or hook and an error outside tests, without a second try", async () => {
    const late = `it("leaves a rejection behind", () => void Promise.reject(new Error("unhandled")));`;
    const { status, last, output } = await npmTest({
      "test/e2e/a.test.mjs": late + failsOnce("a"),
      "test/lib/a.test.mjs": `import "./missing.mjs";`,
      "test/lib/b.test.mjs": `beforeAll(() => { throw new Error("no"); }); ${PASSES}`,
    });
    expect({ status, last }).toEqual({
      status: 1,
      last: "tests: 1 passed, 3 failed, 1 skipped; errors outside tests: 1",
    });
    expect(output).not.toContain("once more");
  });
});

describe("a second try", () => {
  let filesToRetry: (report: { files: readonly TestFile[]; unhandledErrors: number }) => string[];
  beforeAll(async () => {
    ({ filesToRetry } = await import("../../scripts/test-results.mjs"));
  });
  const file = (name: string, state = "failed"): TestFile => ({ file: name, tests: [{ title: "it", state }] });
  const deployments = ["a", "b", "c"].map((name) => file(`test/e2e/${name}.test.mjs`));
  const names = deployments.map(({ file }) => file);

  it("is for at most three files that deploy or drive a browser", () => {
    expect(
      filesToRetry({ files: [...deployments, file("test/lib/a.test.mjs", "passed")], unhandledErrors: 0 }),
    ).toEqual(names);
    const four = [...deployments, file("test/inspector/browser-a.test.mjs")];
    expect(filesToRetry({ files: four, unhandledErrors: 0 })).toEqual([]);
  });

  it("is for none when a test of another room fails", () => {
    expect(
      filesToRetry({ files: [file("test/e2e/a.test.mjs"), file("test/lib/a.test.mjs")], unhandledErrors: 0 }),
    ).toEqual([]);
  });

  it("is for none after an error outside tests", () => {
    expect(filesToRetry({ files: deployments, unhandledErrors: 1 })).toEqual([]);
  });
});
