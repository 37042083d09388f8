// `npm run check`: everything that CI runs, with the time of each step. Continues after a failure, so that one run
// shows all of them. The last line is that of the tests.
//
//   npm run check               all steps
//   npm run check -- lint size  only these steps
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setupOrExit } from "./setup.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TOOLS = ".ci/tools/node_modules";
/** The compiler that is a native program; `typescript` is the one that ESLint and TypeDoc load. */
const TSC = "node_modules/typescript-native/bin/tsc";

/** In order; each is one command or several. */
const STEPS = {
  lint: [
    ["eslint", "."],
    ["prettier", "--check", "--log-level", "warn", "."],
  ],
  types: [
    ["node", TSC, "-p", "tsconfig.json", "--noEmit"],
    ["node", TSC, "-p", "local/inspector/page/tsconfig.json"],
  ],
  // A public export without a comment is an error, and so is a broken link.
  docs: [["typedoc", "--emit", "none", "--logLevel", "Warn"]],
  tools: [["npm", "ci", "--prefix", ".ci/tools", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]],
  unused: [["node", `${TOOLS}/knip/bin/knip.js`, "--config", ".ci/tools/knip.json", "--no-progress"]],
  package: [["node", ".ci/tools/lint-package.mjs"]],
  dependencies: [["node", "scripts/new-dependencies.mjs"]],
  size: [["node", "scripts/run.mjs", "scripts/package/size.ts"]],
  test: [["node", "scripts/test.mjs", "--all"]],
};

async function main(names) {
  const unknown = names.filter((name) => !Object.hasOwn(STEPS, name));
  if (unknown.length > 0) {
    console.error(`check: steps are ${Object.keys(STEPS).join(", ")} (got ${unknown.join(", ")})`);
    return 2;
  }
  const results = [];
  const timed = async (name, run) => {
    console.log(`check: ${name} …`);
    const start = Date.now();
    const { isOk, lastLine } = await run();
    results.push({ name, isOk, seconds: (Date.now() - start) / 1000, lastLine });
  };
  await timed("setup", () => setupOrExit().then(() => ({ isOk: true })));
  for (const name of names.length > 0 ? names : Object.keys(STEPS)) await timed(name, () => runStep(STEPS[name]));

  console.log("");
  for (const { name, isOk, seconds } of results) {
    console.log(`${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${isOk ? "ok" : "FAILED"}`);
  }
  const total = results.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`${"in all".padEnd(12)} ${total.toFixed(1).padStart(6)} s`);
  const tests = results.find(({ name }) => name === "test")?.lastLine;
  if (tests) console.log(tests);
  return results.every(({ isOk }) => isOk) ? 0 : 1;
}

async function runStep(commands) {
  let isOk = true;
  let lastLine;
  for (const command of commands) {
    const { code, last } = await run(command);
    isOk &&= code === 0;
    lastLine = last;
  }
  return { isOk, lastLine };
}

/** Shows the output as it comes, and keeps its last line. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    const path = `${ROOT}node_modules/.bin:${process.env.PATH}`;
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, PATH: path },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let tail = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-1000);
    });
    child.on("error", ({ message }) => {
      console.error(`check: ${command} cannot be run: ${message}`);
      resolve({ code: 1 });
    });
    child.on("close", (code) => resolve({ code, last: tail.trimEnd().split("\n").at(-1) }));
  });
}

process.exitCode = await main(process.argv.slice(2));
