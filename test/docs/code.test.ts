import { spawnSync } from "node:child_process";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import * as Core from "cdktf";
import { beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import * as Handler from "../../handler";
import * as Library from "../../lib";
import { TERRAFORM } from "../support/terraform";
import { codeBlocks, pages, ROOT } from "./pages";
import type { CodeBlock } from "./pages";

const BLOCKS = pages().flatMap(codeBlocks);

const TIMEOUT_MS = 90_000;

/** Names that fragments may use without an import: the modules' exports, and earlier names of the pages. */
const PRELUDE = join(ROOT, "docs/prelude.d.ts");

const MODULES = { cdktf: Core, "cdktf-tencentcloud-ci/handler": Handler, "cdktf-tencentcloud-ci": Library };

const BEGUN = {
  stack: 'import("cdktf").TerraformStack',
  pipeline: 'import("cdktf-tencentcloud-ci").CiCallbackPipeline',
  template: "string",
  logo: "string",
  robotUrl: "string",
  cloud: 'import("../local/cloud").LocalCloud',
};

const compiled = BLOCKS.filter(({ language, notCompiled }) => /^(ts|typescript)$/.test(language) && !notCompiled);

const WRONG: CodeBlock = { at: "docs/x.md:7", language: "ts", code: "const n: number = pipeline.callbackUrl;\n" };

describe("code in the documentation", () => {
  let found: readonly string[];
  beforeAll(() => void (found = problems([...compiled, WRONG])), TIMEOUT_MS);

  it("compiles", () => {
    expect(compiled.length).toBeGreaterThan(20);
    expect(found.filter((problem) => !problem.startsWith(WRONG.at))).toEqual([]);
  });

  it("is reported if it does not compile", () => {
    expect(found).toContain(`${WRONG.at}: Type 'string' is not assignable to type 'number'.`);
  });

  it("names a language", () => {
    const known = /^(ts|sh|bash|console|json|hcl|xml|yaml|text|mermaid|)$/;
    expect(BLOCKS.filter(({ language }) => !known.test(language)).map(({ at }) => at)).toEqual([]);
  });

  it("has a reason if it is not compiled, and is TypeScript", () => {
    for (const { at, language, notCompiled } of BLOCKS) {
      if (notCompiled) expect([language, notCompiled.length > 10], at).toEqual(["ts", true]);
    }
  });

  it.each(of("json"))("is JSON at $at", ({ code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });

  it.each(of("yaml"))("is YAML at $at", ({ code }) => {
    expect(parseYaml(code)).toMatchObject({ jobs: expect.anything() as unknown });
  });

  it.each([...of("sh"), ...of("bash")])("is a shell script at $at", ({ code }) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: code, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.for(of("hcl"))("is HCL in the usual format at $at", ({ code }, { skip }) => {
    const env = { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" };
    const { stdout, stderr, error } = spawnSync(TERRAFORM, ["fmt", "-"], { input: code, encoding: "utf8", env });
    skip(error !== undefined && process.env["CI"] !== "true", `${TERRAFORM} is not on PATH`);
    expect(stderr).toBe("");
    expect(stdout).toBe(code);
  });
});

function of(language: string): CodeBlock[] {
  return BLOCKS.filter((block) => block.language === language);
}

/** Type errors of all blocks, by position in the documentation, from one program. */
function problems(blocks: readonly CodeBlock[]): string[] {
  // Next to their page, so that relative imports resolve as readers expect.
  const files = new Map(blocks.map((block, index) => [join(ROOT, dirname(block.at), `block-${index}.ts`), block]));
  const disk = ts.createCompilerHost({});
  const text = (file: string): string | undefined => {
    if (file === PRELUDE) return prelude();
    const block = files.get(file);
    return block && `${block.code}\nexport {};\n`;
  };
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => text(file) !== undefined || disk.fileExists(file),
    readFile: (file) => text(file) ?? disk.readFile(file),
    getSourceFile: (file, target) => {
      const source = text(file);
      return source === undefined ? disk.getSourceFile(file, target) : ts.createSourceFile(file, source, target, true);
    },
  };
  const program = ts.createProgram([PRELUDE, ...files.keys()], options(), host);
  const diagnostics = [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return diagnostics.map(({ file, start, messageText }) => {
    const { at } = files.get(file!.fileName)!;
    const line = Number(at.split(":").pop()) + file!.getLineAndCharacterOfPosition(start ?? 0).line;
    return `${join(dirname(at), basename(at).split(":")[0]!)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

function prelude(): string {
  const types = new Map<string, string>(Object.entries(BEGUN));
  for (const [name, exports] of Object.entries(MODULES)) {
    for (const value of Object.keys(exports)) types.set(value, `typeof import("${name}").${value}`);
  }
  types.delete("default");
  return [...types].map(([name, type]) => `declare const ${name}: ${type};`).join("\n");
}

/** The repository's own, but with `await` everywhere, as in a program's main module. */
function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  const modules = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  return { ...options, ...modules, noEmit: true };
}
