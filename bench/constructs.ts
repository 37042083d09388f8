import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { invokeAspects } from "cdktf/lib/synthesize/synthesizer";
import { readOptions } from "../scripts/options";
import { report } from "./figures";
import { firstApply } from "./first-apply";
import type { Row } from "./figures";
import { rawPipeline } from "./raw-pipeline";
import type * as Library from "../lib";

const USAGE = `Measures the constructs as they are published, in CPU time, which other programs on the machine disturb less: import,
one pipeline, and many pipelines against the same resources created one by one. With TENCENTCLOUD_PROVIDER_BIN, which
names the vendor's real provider, also the first apply of an example against the provider's sleeps, in elapsed time.

  npm run bench:constructs [-- --json]

Exit code 1 when a target is missed.`;

const options = readOptions(USAGE, { json: { type: "boolean" } });

const DIST = join(__dirname, "../dist/lib");
const RUNS = 7;
const MANY = 500;
const FEW = 100;

const load = createRequire(__filename);

async function main(): Promise<void> {
  if (!existsSync(DIST)) throw new Error(`${DIST} is missing: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  try {
    writeFileSync(join(folder, "index.js"), "exports.main_handler = () => 1;\n");
    report([...measure(folder), ...(await firstApply())], options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string): Row[] {
  const imports = median(Array.from({ length: RUNS }, importTime));
  const library = load(DIST) as typeof Library;
  const code = library.CallbackCode.fromFolder(folder);
  const build =
    (count: number) =>
    (stack: TerraformStack): void => {
      for (let n = 0; n < count; n++) {
        new library.CiCallbackPipeline(stack, `P${n}`, {
          bucket: `b${n}-1250000000`,
          region: "ap-guangzhou",
          code,
          function: { functionName: `function-${n}` },
          queue: {},
        });
      }
    };
  const zipFile = sameAttributes(build(1), (stack, zip) => rawPipeline(stack, 0, zip));
  const pipelines = (count: number) => synthTime(build(count));
  const raw = (count: number) =>
    synthTime((stack) => {
      for (let n = 0; n < count; n++) rawPipeline(stack, n, zipFile);
    });
  const medianOf = (measured: () => number): number => median(Array.from({ length: RUNS }, measured));

  pipelines(FEW); // the first run loads bindings and warms the compiler
  raw(FEW);
  const first = medianOf(() => pipelines(1)) - medianOf(() => pipelines(0));
  const [few, many, rawMany] = [
    medianOf(() => pipelines(FEW)),
    medianOf(() => pipelines(MANY)),
    medianOf(() => raw(MANY)),
  ];
  const each = (total: number, count: number): string => `${(total / count).toFixed(2)} ms each`;
  return [
    {
      name: "import over cdktf alone",
      value: imports,
      unit: "ms",
      target: 20,
      detail: "for an app with a pipeline",
    },
    { name: "bindings that are loaded and not used", ...unusedBindings(build(1)) },
    { name: "build and synth of 1 pipeline", value: first, unit: "ms", target: 15, detail: "over an empty stack" },
    {
      ...{ name: `build and synth of ${MANY} pipelines`, value: many / rawMany, unit: "×", target: 1.3 },
      detail: `${each(many, MANY)} against ${each(rawMany, MANY)} (the same resources, one by one)`,
    },
    {
      ...{ name: `one of ${MANY} pipelines`, value: many / MANY / (few / FEW), unit: "×", target: 1.3 },
      detail: `${each(many, MANY)} against ${each(few, FEW)} (one of ${FEW})`,
    },
  ];
}

/** Bindings are loaded individually, never all of a provider. */
function unusedBindings(build: (stack: TerraformStack) => void): Pick<Row, "value" | "unit" | "target" | "detail"> {
  const { resource, provider } = synthesized(build);
  const used = [...Object.keys(resource), ...Object.keys(provider)].filter((type) => type !== "terraform_data").length;
  const loaded = Object.keys(load.cache).filter((file) => file.startsWith(join(DIST, "providers"))).length;
  const all = ["tencentcloud", "tencentci"].flatMap((name) => readdirSync(join(DIST, "providers", name))).length;
  return { value: loaded - used, unit: "count", target: 0, detail: `${loaded} loaded, of ${all}` };
}

/**
 * Milliseconds for a process that has loaded cdktf to load the parts of the library that an app with a pipeline uses.
 */
function importTime(): number {
  const script = `require("cdktf"); const start = process.cpuUsage();
    const { CiCallbackPipeline, CallbackCode, Ingress } = require(${JSON.stringify(DIST)});
    const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: join(__dirname, ".."), encoding: "utf8" }));
}

/**
 * Verifies that both sides of the comparison generate the same Terraform configuration, except for addresses of
 * resources. Returns the path of the zip, which only the library knows.
 */
function sameAttributes(
  pipeline: (stack: TerraformStack) => void,
  raw: (stack: TerraformStack, zipFile: string) => void,
): string {
  const expected = resourcesOf(pipeline);
  const [zipFile] = /assets\/\w+\/function\.zip/.exec(expected) ?? [];
  assert.ok(zipFile, "the pipeline has a zip");
  assert.equal(
    resourcesOf((stack) => raw(stack, zipFile)),
    expected,
    "raw resources are those of a pipeline",
  );
  return zipFile;
}

/** The resources and locals of a stack as JSON, with names replaced by numbers. */
function resourcesOf(build: (stack: TerraformStack) => void): string {
  const { resource, locals } = synthesized(build);
  const groups = [...Object.values(resource), locals];
  const names = groups.flatMap((all) => Object.keys(all).map((name, index) => [name, `#${index}`]));
  return names.reduce((text, [name, number]) => text.replaceAll(name!, number!), JSON.stringify({ resource, locals }));
}

type Blocks = Record<"resource" | "provider" | "locals", Record<string, object>>;

function synthesized(build: (stack: TerraformStack) => void): Blocks {
  const stack = new TerraformStack(Testing.app(), "stack");
  build(stack);
  return JSON.parse(Testing.synth(stack)) as Blocks;
}

function synthTime(build: (stack: TerraformStack) => void): number {
  const outdir = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  const start = process.cpuUsage();
  const stack = new TerraformStack(new App({ outdir }), "stack");
  build(stack);
  // Like `app.synth()`, without validations and files. The time of Testing.synth is quadratic in the number of
  // resources.
  invokeAspects(stack);
  JSON.stringify(stack.toTerraform());
  const { user, system } = process.cpuUsage(start);
  rmSync(outdir, { recursive: true, force: true });
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

void main();
