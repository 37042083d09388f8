/**
 * `npm run newcomer`: follows the README with the package as it would be published, in an empty folder, up to the first
 * answered callback. Needs an npm registry for other packages, and Terraform.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../options";
import { CLIS, deployAsWritten } from "./newcomer-deploy";
import { pack } from "./packed";

const USAGE = `npm run newcomer [-- --core cdktn --deploy]

Installs the packed package in an empty folder, copies the ten lines of the README, runs them with local, sends a callback, and says how
many commands and seconds that took. Exit code 0 within 4 commands and 60 s.

  --core <name>  cdktf or cdktn   [cdktf]
  --deploy       then deploys with the core's own command onto a local cloud, reads the URL, and destroys
  --json         one JSON object`;

const MAX_SECONDS = 60;
const MAX_COMMANDS = 4;
const ROOT = join(__dirname, "../..");
const CORES = { cdktf: ["cdktf", "constructs"], cdktn: ["cdktn", "constructs@10.6.0"] } as const;

async function main(): Promise<number> {
  const {
    core: name,
    deploy,
    json,
  } = readOptions(USAGE, {
    core: { type: "string", default: "cdktf" },
    deploy: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const core = CORES[name as keyof typeof CORES];
  const root = mkdtempSync(join(tmpdir(), "newcomer-"));
  let local: ChildProcess | undefined;
  try {
    const tarball = pack(root); // what a registry would have
    const cwd = join(root, "project");
    mkdirSync(cwd);
    const steps: { readonly command: string; readonly seconds: number }[] = [];
    const step = async (command: string, run: () => Promise<unknown>): Promise<void> => {
      const begin = performance.now();
      await run();
      steps.push({ command, seconds: secondsSince(begin) });
      if (!json) console.log(`${String(steps.at(-1)!.seconds).padStart(5)} s  ${command}`);
    };
    const begin = performance.now();
    const packages = ["cdktf-tencentcloud-ci", ...core];
    await step(`npm install ${packages.join(" ")}`, () => npm(["install", tarball, ...core], cwd));
    await step("npm install --save-dev tsx", () => npm(["install", "--save-dev", "tsx"], cwd));
    for (const [file, text] of Object.entries(tenLines(name))) writeFileSync(join(cwd, file), text);
    await step("npx cdktf-tencentcloud-ci local", async () => {
      local = spawn("npx", ["cdktf-tencentcloud-ci", "local"], {
        cwd,
        detached: true,
        stdio: ["pipe", "pipe", "inherit"],
      });
      await waitForOutput(local, "The pipeline is up");
    });
    let answer = "";
    await step("npx cdktf-tencentcloud-ci send SplitVideoParts", async () => {
      answer = await run("npx", ["cdktf-tencentcloud-ci", "send", "SplitVideoParts"], cwd);
    });
    const seconds = secondsSince(begin);
    const isOk = / 200 \{"status":"accepted"\}/.test(answer) && seconds <= MAX_SECONDS && steps.length <= MAX_COMMANDS;
    const summary = { core: name, ok: isOk, commands: steps.length, seconds, answer: answer.trim(), steps };
    console.log(json ? JSON.stringify(summary) : `${seconds} s and ${steps.length} commands to: ${summary.answer}`);
    await stop(local);
    local = undefined;
    if (deploy) await deployWith(name as keyof typeof CLIS, cwd);
    return isOk ? 0 : 1;
  } finally {
    await stop(local);
    rmSync(root, { recursive: true, force: true });
  }
}

async function deployWith(core: keyof typeof CLIS, cwd: string): Promise<void> {
  console.log(`${core} deploy and destroy on Node.js ${process.versions.node} …`);
  await npm(["install", "--save-dev", CLIS[core]], cwd);
  await deployAsWritten(core, cwd, (command, args, env) => run(command, args, cwd, env));
  console.log(`${core}: deployed, its URL read, destroyed`);
}

/** The files of the README, by the name in their first line. */
function tenLines(core: string): Record<string, string> {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```(?:ts|json)\n([^]*?)```/g)].map(([, text]) => text!);
  const blockStartingWith = (start: string): string => blocks.find((text) => text.startsWith(start))!;
  const main = blockStartingWith("// main.ts");
  const served = main
    .replace('"cdktf"', `"${core}"`)
    .replace('"cdktf-tencentcloud-ci"', `"cdktf-tencentcloud-ci/cdktn"`);
  return {
    "main.ts": core === "cdktf" ? main : served,
    "on-media.ts": blockStartingWith("// on-media.ts"),
    "cdktf.json": blockStartingWith('{ "language"'),
  };
}

function npm(args: readonly string[], cwd: string): Promise<string> {
  return run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], cwd);
}

function run(command: string, args: readonly string[], cwd: string, env = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(stdout);
      reject(new Error(`${command} ${args.join(" ")} must succeed (got exit code ${code})`));
    });
  });
}

function waitForOutput(child: ChildProcess, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.includes(wanted)) resolve();
    });
    child.on("close", (code) => reject(new Error(`local must be up (got exit code ${code}): ${text}`)));
  });
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return;
  process.kill(-child.pid!, "SIGINT");
  await new Promise((resolve) => child.on("close", resolve));
}

function secondsSince(begin: number): number {
  return Math.round((performance.now() - begin) / 100) / 10;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(`newcomer: ${error.message}`);
    process.exitCode = 1;
  },
);
