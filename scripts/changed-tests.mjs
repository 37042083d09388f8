// Selects the tests for a change: those that import a changed file, which vitest finds, and those that read one in
// other ways.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Tests that read every source. */
const ALWAYS = ["test/import-direction.test.ts", "test/limits.test.ts"];

/** Changed files → tests that read them as files, run them as programs, or run their build. */
const READERS = [
  [/^(vitest\.config\.mts|tsconfig.*\.json|harness\/executables\.ts)$/, ["test/"]],
  [/\.md$|^docs\//, ["test/docs/"]],
  [/^examples\//, ["test/docs/", "test/lib/examples.test.ts", "test/e2e/examples.test.ts", "test/e2e/plain-terraform"]],
  [/^package(-lock)?\.json$/, ["test/package/", "test/lib/bindings.test.ts", "test/scripts/"]],
  [/^(lib|handler|api|provider|local|testing|cli)\//, ["test/package/", "test/docs/"]],
  [/^(handler|api)\//, ["test/lib/code/", "test/e2e/demo.test.ts"]],
  [/^(provider|api)\//, ["test/provider/", "test/lib/bindings.test.ts"]],
  [/^local\/vendor\//, ["test/local/", "test/lib/terraform.test.ts", "test/lib/bindings.test.ts"]],
  [/^local\/inspector\/page\//, ["test/inspector/"]],
  [/^cli\//, ["test/cli/", "test/e2e/cli.test.ts"]],
  [/^scripts\//, ["test/scripts/", "test/package/"]],
  [/^scripts\/demo\//, ["test/e2e/demo.test.ts"]],
];

/** Files that differ from a commit, committed since or not, and files that git does not track yet. */
function changedFiles(since) {
  const git = (...args) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\n").filter(Boolean);
  return [...git("diff", "--name-only", since), ...git("ls-files", "--others", "--exclude-standard")];
}

/** Tests by path or prefix of a path. */
export function readersOf(files) {
  const readers = files.flatMap((file) => {
    const named = READERS.filter(([pattern]) => pattern.test(file)).flatMap(([, tests]) => tests);
    const [, snapshotOf] = /^(.*)__snapshots__\/(.*)\.snap$/.exec(file) ?? [];
    if (snapshotOf !== undefined) named.push(file.replace("__snapshots__/", "").replace(/\.snap$/, ""));
    // Fixtures are read by tests of their room.
    else if (/^test\/.*(?<!\.ts)$/.test(file)) named.push(file.split("/").slice(0, 2).join("/") + "/");
    return named;
  });
  return [...new Set([...(files.length > 0 ? ALWAYS : []), ...readers])];
}

/** Tests that a change since a commit touches, as filters for vitest. */
export function testsSince(since = "HEAD") {
  const readers = readersOf(changedFiles(since));
  if (readers.includes("test/")) return readers;
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const listing = execFileSync(process.execPath, [vitest, "list", "--filesOnly", "--json", "--changed", since], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const imports = JSON.parse(listing.slice(listing.indexOf("[")) || "[]").map(({ file }) => file.replace(ROOT, ""));
  return [...new Set([...readers, ...imports])].filter((path) => path.endsWith("/") || existsSync(join(ROOT, path)));
}
