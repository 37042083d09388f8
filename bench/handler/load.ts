/** Size of the bundle, and what loading it costs: each load in a process of its own, taking turns. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { SECRET, SEED } from "./bodies";
import type { Row } from "./measure";
import { ratio, report } from "./measure";

const ROUNDS = 15;
const [, , handler = "", directory = ""] = process.argv;

const request = (body: string): string =>
  `m.main_handler({httpMethod:"POST",path:"/${SECRET}",headers:{},body:${JSON.stringify(body)}},{})`;
const json = JSON.stringify({ EventName: "TaskFinish", JobsDetail: [{ JobId: "j1", Tag: "Tts", State: "Success" }] });

/** Bundle and what to do with it, by name. */
const CASES = {
  load: ["handler", ""],
  xml: ["handler", request(SEED)],
  json: ["handler", request(json)],
  parser: ["parser", ""],
  parse: ["parser", `new m.XMLParser().parse(${JSON.stringify(SEED)})`],
  sdk: ["sdk", ""],
} as const;

void main();

async function main(): Promise<void> {
  const files = {
    handler,
    parser: await bundle("parser", 'export { XMLParser } from "fast-xml-parser";', join(__dirname, "../..")),
    sdk: await bundle("sdk", 'module.exports = require("cos-nodejs-sdk-v5");', join(__dirname, "..")),
  };
  const best = Object.fromEntries(Object.keys(CASES).map((name) => [name, Infinity])) as Record<
    keyof typeof CASES,
    number
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [file, work]] of Object.entries(CASES)) {
      const key = name as keyof typeof CASES;
      best[key] = Math.min(best[key], load(files[file], work));
    }
  }
  report([...sizes(), ...loads(best)]);
}

function sizes(): Row[] {
  const bytes = readFileSync(handler);
  const gzip = gzipSync(bytes, { level: 9 }).length;
  return [
    { name: "handler bundle, minified", value: bytes.length, unit: "B", target: 90_000, detail: "everything on" },
    { name: "handler bundle, gzip", value: gzip, unit: "B", target: 30_000, detail: "everything on" },
  ];
}

function loads(best: Record<keyof typeof CASES, number>): Row[] {
  return [
    ratio("cold load", [best.load, best.parser], 2, "fast-xml-parser alone"),
    ratio("cold load and first XML request", [best.xml, best.parse], 2, "fast-xml-parser alone, load and parse"),
    ratio("cold load and first JSON request", [best.json, best.parse], 1, "fast-xml-parser alone, load and parse"),
    ratio("cold load", [best.load, best.sdk], 1 / 8, "cos-nodejs-sdk-v5"),
  ];
}

/** Microseconds from before `require` to after `work`, in a fresh process. */
function load(file: string, work: string): number {
  // Standard output is open before: a function's runtime has done that.
  const program = `process.stdout;const t=process.hrtime.bigint();const m=require(${JSON.stringify(file)});
    Promise.resolve(${work}).then(()=>process.stderr.write(String(process.hrtime.bigint()-t)))`;
  const env = { PATH: process.env.PATH, CI_CALLBACK_SECRETS: SECRET };
  return Number(runQuietly(program, env)) / 1000;
}

function runQuietly(program: string, env: NodeJS.ProcessEnv): string {
  // What it writes to standard output is the handler's log; the figure comes by standard error.
  const script = `${process.execPath} -e "$PROGRAM" 2>&1 >/dev/null`;
  return execFileSync("/bin/sh", ["-c", script], { env: { ...env, PROGRAM: program }, encoding: "utf8" });
}

async function bundle(name: string, contents: string, resolveDir: string): Promise<string> {
  const outfile = join(directory, `${name}.cjs`);
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: "js" },
    bundle: true,
    minify: true,
    platform: "node",
    target: "node18",
    format: "cjs",
    write: false,
    logLevel: "error",
  });
  writeFileSync(outfile, outputFiles[0]!.contents);
  return outfile;
}
