// Sets up a fresh clone: dependencies, provider bindings, build. Skips steps that are up to date and reports each step.
// Uses only Node itself, since it runs before anything is installed.
//
//   node scripts/setup.mjs            bring everything up to date
//   node scripts/setup.mjs --clean    build from scratch
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installForDemo } from "./demo-install.mjs";
import { npmCi } from "./npm-ci.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STAMPS = join(ROOT, "node_modules/.cache/cdktf-tencentcloud-ci");
const OLDEST_NODE = [20, 9];
const PROGRESS_MS = 10_000;

/** In order: each step makes `result` out of `inputs` and is skipped while neither has changed. */
const STEPS = [
  {
    name: "dependencies",
    description: "installing dependencies (npm ci, a minute or two)",
    inputs: ["package-lock.json"],
    result: "node_modules",
    run: () => npmCi(npm),
    demo: {
      description: "installing what the demo needs (npm ci, some seconds)",
      canRun: () => !existsSync(join(ROOT, "node_modules")),
      run: () => installForDemo(ROOT, (folder) => npmCi(npm, "--prefix", folder)),
    },
  },
  {
    name: "bindings",
    description: "generating provider bindings",
    inputs: ["package.json", "local/vendor/tencentcloud.schema.json", "provider", "scripts/bindings.ts"],
    result: "lib/providers",
    run: async () => {
      const { program } = await import("../harness/programs.mjs"); // uses esbuild, which the first step installs
      await node(await program("scripts/bindings.ts"));
    },
  },
  {
    name: "build",
    description: "compiling to dist/",
    inputs: [
      "package.json",
      "tsconfig.json",
      "tsconfig.build.json",
      "lib",
      "handler",
      "api",
      "provider",
      "local",
      "testing",
      "cli",
      "scripts/assemble.mjs",
      "scripts/bindings.ts",
      "scripts/build-executables.mjs",
      "scripts/build-handler.mjs",
      "scripts/build-inspector.mjs",
      "scripts/leave-out.mjs",
      "scripts/link-bindings.mjs",
      "scripts/notices.mjs",
    ],
    result: "dist",
    run: async () => {
      await node("node_modules/typescript-native/bin/tsc", "-p", "tsconfig.build.json");
      await node("scripts/assemble.mjs");
      await node("scripts/build-executables.mjs");
    },
    demo: {
      description: "compiling to dist/ without types",
      canRun: () => true,
      run: async () => {
        await node("scripts/transpile.mjs");
        await node("scripts/assemble.mjs", "--demo");
        await node("scripts/build-executables.mjs");
      },
    },
  },
];

/** Needed only by `npm run bench`. */
const PEERS = {
  name: "peers",
  description: "installing what the benchmarks measure against",
  inputs: ["bench/package.json", "bench/package-lock.json"],
  result: "bench/node_modules",
  run: () => npmCi(npm, "--prefix", "bench"),
};

/**
 * Brings the working tree up to date. Throws when a step fails, with the step's own output.
 *
 * @param demo only what the demo needs; what is set up completely is not set up again
 */
export async function setup({ clean = false, peers = false, demo = false, log = console.error } = {}) {
  checkNode();
  if (clean)
    for (const output of ["dist", ".cache/compiled"]) rmSync(join(ROOT, output), { recursive: true, force: true });
  for (const step of peers ? [...STEPS, PEERS] : STEPS) {
    const stamp = join(STAMPS, step.name);
    const digest = digestOf(step.inputs);
    const isUpToDate = (file) => existsSync(file) && readFileSync(file, "utf8") === digest;
    const demoStamp = `${stamp}-demo`;
    if (existsSync(join(ROOT, step.result)) && (isUpToDate(stamp) || (demo && isUpToDate(demoStamp)))) continue;
    const isForDemo = demo && step.demo?.canRun() === true;
    const { description, run } = isForDemo ? step.demo : step;

    const start = Date.now();
    const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
    log(`setup: ${description} …`);
    const progress = setInterval(() => log(`setup: ${step.name}: still running after ${seconds()}`), PROGRESS_MS);
    try {
      await run();
    } finally {
      clearInterval(progress);
    }
    mkdirSync(STAMPS, { recursive: true });
    rmSync(stamp, { force: true });
    writeFileSync(isForDemo ? demoStamp : stamp, digest);
    log(`setup: ${step.name} done in ${seconds()}`);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Node.js ${OLDEST_NODE.join(".")} or later is needed (got ${process.versions.node}); see https://nodejs.org`,
  );
}

/** One hash over names and contents of files, whole folders included; generated bindings have their own step. */
function digestOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesUnder).sort())
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(ROOT, path)));
  return hash.digest("hex");
}

function filesUnder(path) {
  if (path === "lib/providers") return [];
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path)).flatMap((name) => filesUnder(`${path}/${name}`));
}

function npm(...args) {
  // `npm run` sets npm_execpath to its own npm; otherwise the npm on PATH is used.
  return process.env.npm_execpath?.endsWith(".js") ? node(process.env.npm_execpath, ...args) : run("npm", args);
}

function node(...args) {
  return run(process.execPath, args);
}

/** Runs a command quietly; its output is shown only if it fails. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve();
      reject(new Error(`${[command, ...args].join(" ")} failed with exit code ${code}:\n${Buffer.concat(output)}`));
    });
  });
}

/** `setup` for scripts: a failure prints its message and ends the process. */
export async function setupOrExit(options) {
  try {
    await setup(options);
  } catch (error) {
    console.error(`setup: ${error.message}`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setupOrExit({ clean: process.argv.includes("--clean") });
}
