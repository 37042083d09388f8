/**
 * Measures the constructs as they are published, in CPU time, which other programs on the machine disturb less: import,
 * one pipeline, and many pipelines against the same resources made one by one. `npm run bench:constructs [-- --json]`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, DataResource, TerraformStack, Testing } from "cdktf";
import type * as Library from "../lib";
import type * as MediaQueues from "../lib/providers/tencentci/media-queue";
import type * as MediaServices from "../lib/providers/tencentci/media-service";
import type * as Functions from "../lib/providers/tencentcloud/scf-function";
import type * as Aliases from "../lib/providers/tencentcloud/scf-function-alias";
import type * as Versions from "../lib/providers/tencentcloud/scf-function-version";
import type * as Triggers from "../lib/providers/tencentcloud/scf-trigger";

const DIST = join(__dirname, "../dist/lib");
const RUNS = 7;
const MANY = 500;
const FEW = 100;

const load = createRequire(__filename);

interface Figure {
  readonly name: string;
  /** Milliseconds of CPU time; a plain number for a ratio. */
  readonly median: number;
  readonly target: string;
  readonly met: boolean;
}

function main(): void {
  if (!existsSync(DIST)) throw new Error(`${DIST} is missing: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  try {
    writeFileSync(join(folder, "index.js"), "exports.main_handler = () => 1;\n");
    const figures = measure(folder);
    if (process.argv.includes("--json")) console.log(JSON.stringify({ node: process.version, figures }));
    else console.table(figures.map((figure) => ({ ...figure, median: Math.round(figure.median * 100) / 100 })));
    if (figures.some(({ met }) => !met)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string): Figure[] {
  const imports = median(Array.from({ length: RUNS }, importTime));
  const library = load(DIST) as typeof Library;
  const code = library.CallbackCode.fromFolder(folder);
  const pipelines = (count: number) =>
    synthTime((stack) => {
      for (let n = 0; n < count; n++) {
        new library.CiCallbackPipeline(stack, `P${n}`, {
          bucket: `b${n}-1250000000`,
          region: "ap-guangzhou",
          code,
          queue: {},
        });
      }
    });
  const raw = (count: number) =>
    synthTime((stack) => {
      for (let n = 0; n < count; n++) rawPipeline(stack, n);
    });
  const of = (measured: () => number): number => median(Array.from({ length: RUNS }, measured));

  pipelines(FEW); // the first loads bindings and warms the compiler
  raw(FEW);
  const one = of(() => pipelines(1)) - of(() => pipelines(0));
  const [few, many, rawMany] = [of(() => pipelines(FEW)), of(() => pipelines(MANY)), of(() => raw(MANY))];
  const ratio = many / rawMany;
  const growth = many / MANY / (few / FEW);
  return [
    { name: "import over cdktf alone", median: imports, target: "≤ 20 ms", met: imports <= 20 },
    { name: "build and synth of 1 pipeline", median: one, target: "≤ 15 ms", met: one <= 15 },
    { name: `build and synth of ${MANY} pipelines`, median: many, target: "–", met: true },
    { name: `${MANY} pipelines ÷ the same resources`, median: ratio, target: "≤ 1.3", met: ratio <= 1.3 },
    { name: `a pipeline among ${MANY} ÷ among ${FEW}`, median: growth, target: "≤ 1.3", met: growth <= 1.3 },
  ];
}

/** Milliseconds that a process takes for the library once it has cdktf. */
function importTime(): number {
  const script = `require("cdktf"); const start = process.cpuUsage(); require(${JSON.stringify(DIST)});
    const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: join(__dirname, ".."), encoding: "utf8" }));
}

function synthTime(build: (stack: TerraformStack) => void): number {
  const outdir = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  const start = process.cpuUsage();
  const stack = new TerraformStack(new App({ outdir }), "stack");
  build(stack);
  Testing.synth(stack);
  const { user, system } = process.cpuUsage(start);
  rmSync(outdir, { recursive: true, force: true });
  return (user + system) / 1000;
}

/** What a pipeline with a queue consists of, made one by one. */
function rawPipeline(stack: TerraformStack, n: number): void {
  const bindings = <T>(name: string): T => load(join(DIST, "providers", name, "index.js")) as T;
  const { ScfFunction } = bindings<typeof Functions>("tencentcloud/scf-function");
  const { ScfFunctionVersion } = bindings<typeof Versions>("tencentcloud/scf-function-version");
  const { ScfFunctionAlias } = bindings<typeof Aliases>("tencentcloud/scf-function-alias");
  const { ScfTrigger } = bindings<typeof Triggers>("tencentcloud/scf-trigger");
  const { MediaService } = bindings<typeof MediaServices>("tencentci/media-service");
  const { MediaQueue } = bindings<typeof MediaQueues>("tencentci/media-queue");

  const place = { bucket: `b${n}-1250000000`, region: "ap-guangzhou" };
  const secret = new DataResource(stack, `Secret${n}`, { input: { secret: "${sha256(uuid())}" } });
  const identity = new DataResource(stack, `Identity${n}`, { input: { qualifier: "live" } });
  const fn = new ScfFunction(stack, `Function${n}`, {
    name: `function-${n}`,
    namespace: "default",
    description: "CI callback handler",
    handler: "index.main_handler",
    runtime: "Nodejs20.19",
    memSize: 256,
    timeout: 30,
    zipFile: "assets/function.zip",
    environment: { CI_CALLBACK_SECRETS: secret.output.lookup("secret") as string },
    enablePublicNet: true,
  });
  const shared = { functionName: fn.name, namespace: "default" };
  const version = new ScfFunctionVersion(stack, `Version${n}`, { ...shared, description: `code ${n}` });
  const alias = new ScfFunctionAlias(stack, `Alias${n}`, {
    ...shared,
    name: "live",
    functionVersion: version.functionVersion,
    lifecycle: { ignoreChanges: ["routing_config"] },
  });
  const trigger = new ScfTrigger(stack, `Trigger${n}`, {
    ...shared,
    type: "http",
    enable: "OPEN",
    qualifier: alias.name,
    triggerDesc: '{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}',
    dependsOn: [identity],
  });
  const service = new MediaService(stack, `Service${n}`, place);
  const notifyConfig = {
    ...{ state: "On", event: ["TaskFinish", "WorkflowFinish"], resultFormat: "JSON", type: "Url" },
    url: trigger.triggerAttribute,
  };
  new MediaQueue(stack, `Queue${n}`, { ...place, notifyConfig, dependsOn: [alias, service] });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

main();
