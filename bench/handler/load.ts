/**
 * Size of the bundle, and cost of loading it: each load has its own process, and bundles take turns. The figure is CPU
 * time, since other processes would distort the elapsed time of a cold start.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { BUNDLE_BUDGETS, weigh } from "../../scripts/package/bundles";
import { report } from "../figures";
import type { Row } from "../figures";
import { SECRET, SEED } from "./bodies";
import { ratio } from "./measure";

const ROUNDS = 15;
const [, , handler = "", directory = ""] = process.argv;

const request = (body: string): string =>
  `m.main_handler({httpMethod:"POST",path:"/${SECRET}",headers:{},body:${JSON.stringify(body)}},{})`;
const json = JSON.stringify({ EventName: "TaskFinish", JobsDetail: [{ JobId: "j1", Tag: "Tts", State: "Success" }] });

/** Bundles and their first action, by name. */
const CASES = {
  xml: ["handler", request(SEED)],
  json: ["handler", request(json)],
  parser: ["parser", `new m.XMLParser().parse(${JSON.stringify(SEED)})`],
  sdk: ["sdk", ""],
} as const;

/** Microseconds to load a bundle, and to perform its first action. */
interface Cost {
  readonly load: number;
  readonly work: number;
}
type Costs = Record<keyof typeof CASES, Cost>;

void main();

async function main(): Promise<void> {
  const files = {
    handler,
    parser: await bundle("parser", 'export { XMLParser } from "fast-xml-parser";', join(__dirname, "../..")),
    sdk: await bundle("sdk", 'module.exports = require("cos-nodejs-sdk-v5");', join(__dirname, "..")),
  };
  const never = { load: Infinity, work: Infinity };
  const best: Costs = { xml: never, json: never, parser: never, sdk: never };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [file, work]] of Object.entries(CASES) as [keyof Costs, (typeof CASES)[keyof Costs]][]) {
      const cost = measure(files[file], work);
      best[name] = { load: Math.min(best[name].load, cost.load), work: Math.min(best[name].work, cost.work) };
    }
  }
  report([...(await sizes()), ...loads(best)]);
}

async function sizes(): Promise<Row[]> {
  const { buildHandler } = await import("../../scripts/build-handler.mjs");
  const rows: Row[] = [];
  for (const { name, file, durable, queue, maxBytes, maxGzipBytes } of BUNDLE_BUDGETS) {
    const outfile = durable || queue ? join(directory, file.replace(".js", ".cjs")) : handler;
    if (outfile !== handler) await buildHandler({ durable, queue, outfile });
    const { bytes, gzipBytes } = weigh(outfile);
    const detail = "everything on";
    rows.push({ name: `${name}, minified`, value: bytes, unit: "B", target: maxBytes, detail });
    rows.push({ name: `${name}, gzip`, value: gzipBytes, unit: "B", target: maxGzipBytes, detail });
  }
  return rows;
}

function loads({ xml, json, parser, sdk }: Costs): Row[] {
  const load = Math.min(xml.load, json.load);
  const alone = parser.load + parser.work;
  return [
    ratio("cold load", [load, parser.load], 2, "fast-xml-parser alone"),
    ratio("cold load and first XML request", [load + xml.work, alone], 2, "fast-xml-parser alone, load and parse"),
    ratio("first JSON request after it", [json.work, alone], 1, "fast-xml-parser alone, load and parse"),
    ratio("cold load", [load, sdk.load], 1 / 8, "cos-nodejs-sdk-v5"),
  ];
}

function measure(file: string, work: string): Cost {
  // Opens standard output first, as a function's runtime does.
  const program = `process.stdout;const us=(c)=>{const d=process.cpuUsage(c);return d.user+d.system};
    const c=process.cpuUsage();const m=require(${JSON.stringify(file)});const load=us(c);const d=process.cpuUsage();
    Promise.resolve(${work}).then(()=>process.stderr.write(JSON.stringify({load,work:us(d)})))`;
  return JSON.parse(runQuietly(program, { PATH: process.env.PATH, CI_CALLBACK_SECRETS: SECRET })) as Cost;
}

function runQuietly(program: string, env: NodeJS.ProcessEnv): string {
  // Standard output carries the handler's log; the figure goes to standard error.
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
