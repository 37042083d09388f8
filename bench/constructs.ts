import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, DataResource, Fn, TerraformLocal, TerraformStack, Testing } from "cdktf";
import type { TerraformResource } from "cdktf";
import { invokeAspects } from "cdktf/lib/synthesize/synthesizer";
import { readOptions } from "../scripts/options";
import { report } from "./figures";
import type { Row } from "./figures";
import type * as Library from "../lib";
import type * as Secrets from "../lib/providers/tencentci/callback-secret";
import type * as MediaQueues from "../lib/providers/tencentci/media-queue";
import type * as MediaServices from "../lib/providers/tencentci/media-service";
import type * as Functions from "../lib/providers/tencentcloud/scf-function";
import type * as Aliases from "../lib/providers/tencentcloud/scf-function-alias";
import type * as Versions from "../lib/providers/tencentcloud/scf-function-version";
import type * as Triggers from "../lib/providers/tencentcloud/scf-trigger";

const USAGE = `Measures the constructs as they are published, in CPU time, which other programs on the machine disturb less: import,
one pipeline, and many pipelines against the same resources made one by one.

  npm run bench:constructs [-- --json]

Exit code 1 when a target is missed.`;

const options = readOptions(USAGE, { json: { type: "boolean" } });

const DIST = join(__dirname, "../dist/lib");
const RUNS = 7;
const MANY = 500;
const FEW = 100;

const load = createRequire(__filename);

function main(): void {
  if (!existsSync(DIST)) throw new Error(`${DIST} is missing: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  try {
    writeFileSync(join(folder, "index.js"), "exports.main_handler = () => 1;\n");
    report(measure(folder), options);
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
  const of = (measured: () => number): number => median(Array.from({ length: RUNS }, measured));

  pipelines(FEW); // the first loads bindings and warms the compiler
  raw(FEW);
  const one = of(() => pipelines(1)) - of(() => pipelines(0));
  const [few, many, rawMany] = [of(() => pipelines(FEW)), of(() => pipelines(MANY)), of(() => raw(MANY))];
  const each = (total: number, count: number): string => `${(total / count).toFixed(2)} ms each`;
  return [
    {
      name: "import over cdktf alone",
      value: imports,
      unit: "ms",
      target: 20,
      detail: "what an app with a pipeline takes",
    },
    { name: "bindings that are loaded and not used", ...surplus(build(1)) },
    { name: "build and synth of 1 pipeline", value: one, unit: "ms", target: 15, detail: "over an empty stack" },
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

/** Bindings are loaded one by one, never all of a provider. */
function surplus(build: (stack: TerraformStack) => void): Pick<Row, "value" | "unit" | "target" | "detail"> {
  const { resource, provider } = synthesized(build);
  const used = [...Object.keys(resource), ...Object.keys(provider)].filter((type) => type !== "terraform_data").length;
  const loaded = Object.keys(load.cache).filter((file) => file.startsWith(join(DIST, "providers"))).length;
  const all = ["tencentcloud", "tencentci"].flatMap((name) => readdirSync(join(DIST, "providers", name))).length;
  return { value: loaded - used, unit: "count", target: 0, detail: `${loaded} loaded, of ${all}` };
}

/** Milliseconds that a process takes, once it has cdktf, for what an app with a pipeline takes out of the library. */
function importTime(): number {
  const script = `require("cdktf"); const start = process.cpuUsage();
    const { CiCallbackPipeline, CallbackCode, Ingress } = require(${JSON.stringify(DIST)});
    const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: join(__dirname, ".."), encoding: "utf8" }));
}

/**
 * Makes sure that both sides of the comparison say the same to Terraform, but for the addresses of resources. Gives the
 * path of the zip, which only the library knows.
 */
function sameAttributes(
  pipeline: (stack: TerraformStack) => void,
  raw: (stack: TerraformStack, zipFile: string) => void,
): string {
  const wanted = resourcesOf(pipeline);
  const [zipFile] = /assets\/\w+\/function\.zip/.exec(wanted) ?? [];
  assert.ok(zipFile, "the pipeline has a zip");
  assert.equal(
    resourcesOf((stack) => raw(stack, zipFile)),
    wanted,
    "raw resources are those of a pipeline",
  );
  return zipFile;
}

/** The resources and locals of a stack as JSON, with a number in place of each one's name. */
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

function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

function synthTime(build: (stack: TerraformStack) => void): number {
  const outdir = mkdtempSync(join(tmpdir(), "bench-constructs-"));
  const start = process.cpuUsage();
  const stack = new TerraformStack(new App({ outdir }), "stack");
  build(stack);
  // What `app.synth()` does, but for validations and files. Testing.synth takes time by the square of a stack's resources.
  invokeAspects(stack);
  JSON.stringify(stack.toTerraform());
  const { user, system } = process.cpuUsage(start);
  rmSync(outdir, { recursive: true, force: true });
  return (user + system) / 1000;
}

const LEFT_VPC = {
  condition: "${try(length(self.vpc_id) == 0, true)}",
  errorMessage:
    "Terraform's provider cannot take a function out of its VPC. Give the function another functionName: one without the VPC is then made, and this one goes once CI has the new address. Or give vpc again.",
};

/** What a pipeline with a queue consists of, made one by one: the same attributes, as `sameAttributes` makes sure. */
function rawPipeline(stack: TerraformStack, n: number, zipFile: string): void {
  const bindings = <T>(name: string): T => load(join(DIST, "providers", name, "index.js")) as T;
  const { ScfFunction } = bindings<typeof Functions>("tencentcloud/scf-function");
  const { ScfFunctionVersion } = bindings<typeof Versions>("tencentcloud/scf-function-version");
  const { ScfFunctionAlias } = bindings<typeof Aliases>("tencentcloud/scf-function-alias");
  const { ScfTrigger } = bindings<typeof Triggers>("tencentcloud/scf-trigger");
  const { CallbackSecret } = bindings<typeof Secrets>("tencentci/callback-secret");
  const { MediaService } = bindings<typeof MediaServices>("tencentci/media-service");
  const { MediaQueue } = bindings<typeof MediaQueues>("tencentci/media-queue");

  const bucket = `b${n}-1250000000`;
  const region = "ap-guangzhou";
  const namespace = "default";
  const createFirst = { createBeforeDestroy: true };
  const secret = new CallbackSecret(stack, `Secret${n}`, {
    rotation: 0,
    acceptPrevious: true,
    lifecycle: createFirst,
  });
  const environment = {
    CI_CALLBACK_BUCKET: bucket,
    CI_CALLBACK_REGION: region,
    CI_CALLBACK_SECRETS: Fn.sensitive(secret.accepted) as string,
  };
  const fn = new ScfFunction(stack, `Function${n}`, {
    name: `function-${n}`,
    namespace,
    description: "CI callback handler",
    handler: "index.main_handler",
    runtime: "Nodejs18.15",
    memSize: 256,
    timeout: 30,
    zipFile,
    environment,
    enablePublicNet: true,
    lifecycle: { ...createFirst, postcondition: [LEFT_VPC] },
  });
  const released = new TerraformLocal(stack, `Settings${n}`, {
    handler: "index.main_handler",
    runtime: "Nodejs18.15",
    mem_size: 256,
    timeout: 30,
    environment,
    enable_public_net: true,
  });
  const settings = Fn.substr(Fn.nonsensitive(Fn.sha256(Fn.jsonencode(released.expression))) as string, 0, 16);
  const version = new ScfFunctionVersion(stack, `Version${n}`, {
    functionName: fn.name,
    namespace,
    description: `code ${zipFile.slice(7, 23)} settings ${settings}`,
    lifecycle: createFirst,
  });
  const aliasIdentity = new DataResource(stack, `Release${n}`, {
    input: { name: "live" },
    lifecycle: createFirst,
  });
  const alias = new ScfFunctionAlias(stack, `Alias${n}`, {
    name: "live",
    functionName: fn.name,
    namespace,
    functionVersion: version.functionVersion,
    description: `version ${version.functionVersion}`,
    routingConfig: { additionalVersionWeights: [] },
    lifecycle: { ...createFirst, replaceTriggeredBy: [address(aliasIdentity), `${address(fn)}.id`] },
  });
  const triggerDesc = '{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}';
  const identity = new DataResource(stack, `Identity${n}`, {
    input: { description: triggerDesc, qualifier: alias.name },
    lifecycle: createFirst,
  });
  const trigger = new ScfTrigger(stack, `Trigger${n}`, {
    functionName: fn.name,
    namespace,
    type: "http",
    enable: "OPEN",
    qualifier: alias.name,
    triggerDesc,
    lifecycle: {
      ...createFirst,
      replaceTriggeredBy: [address(identity)],
      postcondition: [
        {
          condition: '${try(jsondecode(self.trigger_attribute).NetConfig.ExtranetUrl, "") != ""}',
          errorMessage:
            "The platform has not assigned the function's URL yet. Nothing is lost: run apply again in a minute or so.",
        },
      ],
    },
  });
  const answer: unknown = Fn.jsondecode(trigger.triggerAttribute);
  const url = Fn.trimsuffix(Fn.lookupNested(answer, ["NetConfig", "ExtranetUrl"]) as string, "/");
  const service = new MediaService(stack, `Service${n}`, { bucket, region, disableOnDestroy: false });
  new MediaQueue(stack, `Queue${n}`, {
    bucket,
    region,
    notifyConfig: {
      ...{ state: "On", event: ["TaskFinish", "WorkflowFinish"], resultFormat: "JSON", type: "Url" },
      url: Fn.sensitive(Fn.join("/", [url, secret.current])) as string,
    },
    dependsOn: [alias, service],
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

main();
