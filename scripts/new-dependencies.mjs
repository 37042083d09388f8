// Warns of dependencies that a change adds: users or developers run their code. Compares package.json and the lock file
// with the commit that the change starts from; never fails.
//
//   node scripts/new-dependencies.mjs [commit]
//
// The default commit is CI_BASE, else the merge base with origin's or the local main, else the previous commit.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const KINDS = ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies"];

/** @returns {string | undefined} git's output; undefined if it fails */
function git(...args) {
  try {
    return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/** The commit that the change starts from; undefined in a folder without history. */
function baseCommit(named) {
  if (named) return git("rev-parse", "--verify", `${named}^{commit}`);
  const head = git("rev-parse", "HEAD");
  const bases = ["origin/HEAD", "origin/main", "main"].map((branch) => git("merge-base", branch, "HEAD"));
  const isClean = git("status", "--porcelain", "package.json", "package-lock.json") === "";
  // On main itself, the last commit is the change, unless there is an uncommitted one.
  const base = bases.find((commit) => commit && commit !== head);
  return base ?? (isClean ? git("rev-parse", "--verify", "HEAD^") : head);
}

export function newDependencies(before, after) {
  return KINDS.flatMap((kind) =>
    Object.entries(after.manifest[kind] ?? {})
      .filter(([name]) => !KINDS.some((other) => before.manifest[other]?.[name] !== undefined))
      .map(([name, version]) => ({ kind, name, version })),
  );
}

function newInstalled(before, after) {
  const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const known = new Set(Object.keys(before.lock.packages ?? {}).map(nameOf));
  return [
    ...new Set(
      Object.keys(after.lock.packages ?? {})
        .filter(Boolean)
        .map(nameOf),
    ),
  ].filter((name) => !known.has(name));
}

function main(named) {
  const base = baseCommit(named);
  if (base === undefined) {
    console.log("dependencies: no commit to compare with");
    return;
  }
  const at = (file) => JSON.parse(git("show", `${base}:${file}`) ?? "{}");
  const now = (file) => JSON.parse(readFileSync(new URL(file, `file://${ROOT}`), "utf8"));
  const before = { manifest: at("package.json"), lock: at("package-lock.json") };
  const after = { manifest: now("package.json"), lock: now("package-lock.json") };
  const added = newDependencies(before, after);
  const installed = newInstalled(before, after);
  const since = `since ${base.slice(0, 8)}`;
  for (const { kind, name, version } of added) {
    const words = `new dependency ${name} ${version} in ${kind} ${since}: is it necessary?`;
    console.log(process.env.GITHUB_ACTIONS ? `::warning file=package.json::${words}` : `warning: ${words}`);
  }
  const indirect = installed.filter((name) => !added.some((dependency) => dependency.name === name));
  if (indirect.length > 0) console.log(`warning: new indirect dependencies ${since}: ${indirect.join(", ")}`);
  if (added.length + indirect.length === 0) console.log(`dependencies: none new ${since}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2] ?? process.env.CI_BASE);
