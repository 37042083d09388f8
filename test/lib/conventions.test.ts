import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./support";

const ROOT = join(__dirname, "../..");

/** The library's own sources; bindings are generated. */
const SOURCES = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.startsWith("providers"),
);

/** Optional members of exported interfaces of properties, as `Interface.member`, by whether they have `@default`. */
function optionalMembers(name: string): { readonly member: string; readonly hasDefault: boolean }[] {
  const source = ts.createSourceFile(name, readFileSync(join(ROOT, "lib", name), "utf8"), ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .filter((declaration) => /(Props|Options|Attributes)$/.test(declaration.name.text))
    .flatMap((declaration) =>
      declaration.members
        .filter(({ questionToken }) => questionToken !== undefined)
        .map((member) => ({
          member: `${name}: ${declaration.name.text}.${member.name!.getText()}`,
          hasDefault: ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "default"),
        })),
    );
}

describe("the library's sources", () => {
  it("document the default of every optional property", () => {
    const all = SOURCES.flatMap(optionalMembers);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ hasDefault }) => !hasDefault).map(({ member }) => member)).toEqual([]);
  });
});

describe("a pipeline of the built library", () => {
  it("loads the bindings that it uses, and no provider's root", () => {
    const script = `
      const { CiCallbackPipeline, CallbackCode, Job, Delivery, TencentcloudProvider } = require("./dist/lib");
      const { App, TerraformStack, Testing } = require("cdktf");
      const stack = new TerraformStack(new App({ outdir: process.argv[1] }), "stack");
      new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
      const place = { bucket: "media-1250000000", region: "ap-guangzhou" };
      const code = CallbackCode.fromFolder("test/lib/fixtures/app");
      const uploads = [{ prefix: "videos/", job: Job.splitVideoParts() }];
      new CiCallbackPipeline(stack, "Media", { ...place, code, queue: {}, uploads, delivery: Delivery.durable() });
      Testing.synth(stack);
      console.log(Object.keys(require.cache).filter((file) => file.includes("/dist/lib/providers/")).join("\\n"));`;
    const loaded = execFileSync(process.execPath, ["-e", script, temporaryFolder()], { cwd: ROOT, encoding: "utf8" })
      .trim()
      .split("\n");
    const modules = loaded.map((file) => file.split("/dist/lib/providers/")[1]);
    expect(modules).toContain("tencentcloud/scf-function/index.js");
    expect(modules.filter((name) => !/^\w+\/[\w-]+\/index\.js$/.test(name!))).toEqual([]);
    expect(modules).not.toContain("tencentcloud/api-gateway-api/index.js");
  });
});
