import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { EXHAUSTIVE } from "../support/exhaustive";
import { temporaryFolder } from "./support";

const ROOT = join(__dirname, "../..");

const SOURCE = `
import { App, TerraformStack } from "cdktf";
import { CallbackCode, CiCallbackPipeline, Ingress, TencentcloudProvider } from "cdktf-tencentcloud-ci";
import { defineHandler } from "cdktf-tencentcloud-ci/handler";
import { defineHandler as defineDurable } from "cdktf-tencentcloud-ci/handler/durable";
import { MediaQueue } from "cdktf-tencentcloud-ci/tencentci";
import { ScfFunction } from "cdktf-tencentcloud-ci/tencentcloud";
import { invoke, sampleCallback, startLocalCloud } from "cdktf-tencentcloud-ci/testing";
const stack = new TerraformStack(new App(), "s");
new TencentcloudProvider(stack, "Cloud", { region: "ap-guangzhou" });
const code = CallbackCode.fromEntry("x.ts");
const media = new CiCallbackPipeline(stack, "M", { bucket: "b-1250000000", code, ingress: Ingress.functionUrl() });
export const memory: number = media.function.resource.memSize;
export const handler = defineHandler({ onFailedJob: (job) => job.jobId.length });
export const types: string[] = [ScfFunction.tfResourceType, MediaQueue.tfResourceType];
export const durable = defineDurable({});
export const status: Promise<number> = invoke(handler, sampleCallback("Tts")).then((result) => result.status);
export const close: Promise<void> = startLocalCloud().then((cloud) => cloud.close());
export const wrong1: number = media.function.resource.name;
export const wrong2: number = media.queue!.resource.bucket;
defineHandler({ onFailedJob: (job) => job.jobID });
`;

/** Settings of `cdktf init --template=typescript`, and those of a project that follows Node.js. */
const SETTINGS: [string, ts.CompilerOptions, object][] = [
  ["classic CommonJS", { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }, {}],
  ["Node.js", { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }, EXHAUSTIVE],
];

// Compiled against the build, which is published, with TypeScript 5. TypeScript 7 has no classic resolution.
for (const [resolution, settings, options] of SETTINGS) {
  it(`a project with ${resolution} resolution has every type`, { timeout: 60_000, ...options }, () => {
    const folder = temporaryFolder();
    const main = join(folder, "main.ts");
    writeFileSync(main, SOURCE);
    mkdirSync(join(folder, "node_modules/cdktf-tencentcloud-ci"), { recursive: true });
    for (const name of ["dist", "package.json"]) {
      symlinkSync(join(ROOT, name), join(folder, "node_modules/cdktf-tencentcloud-ci", name));
    }
    for (const name of ["cdktf", "constructs", "@types"])
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));

    const compilerOptions: ts.CompilerOptions = {
      ...settings,
      ...{
        target: ts.ScriptTarget.ES2018,
        lib: ["lib.es2018.d.ts"],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
      },
      ...{ preserveSymlinks: true, typeRoots: [join(folder, "node_modules/@types")], ignoreDeprecations: "5.0" },
    };
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([main], compilerOptions));

    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([
      "Type 'string' is not assignable to type 'number'.",
      "Type 'string' is not assignable to type 'number'.",
      expect.stringContaining("Property 'jobID' does not exist on type"),
    ]);
  });
}
