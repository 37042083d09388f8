import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

const TSC = join(ROOT, "node_modules/typescript-native/bin/tsc");

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

/** Blocks of a language; equal ones, as in a page's two languages, once. */
function of(language: string): CodeBlock[] {
  const blocks = BLOCKS.filter((block) => block.language === language);
  return [...new Map(blocks.reverse().map((block) => [block.code, block])).values()].reverse();
}

/** Type errors of all blocks, by position in the documentation, from one run of the compiler. */
function problems(blocks: readonly CodeBlock[]): string[] {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".cache/snippets-"));
  try {
    writeFileSync(join(folder, "prelude.d.ts"), prelude());
    const files = new Map(blocks.map((block, index) => [join(dirname(block.at), `block-${index}.ts`), block]));
    for (const [file, { code }] of files) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), `${code}\nexport {};\n`);
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings(folder)));
    const { stdout } = spawnSync(
      process.execPath,
      [TSC, "--singleThreaded", "--project", folder, "--pretty", "false"],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    return [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error TS\d+: (.*)$/gm)].map(([, file, line, message]) => {
      const { at } = files.get(file!)!;
      const first = Number(at.split(":").pop());
      return `${join(dirname(at), basename(at).split(":")[0]!)}:${first + Number(line) - 1}: ${message}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names that fragments may use without an import: the modules' exports, and earlier names of the pages. */
function prelude(): string {
  const types = new Map<string, string>(Object.entries(BEGUN));
  for (const [name, exports] of Object.entries(MODULES)) {
    for (const value of Object.keys(exports)) types.set(value, `typeof import("${name}").${value}`);
  }
  types.delete("default");
  return [...types].map(([name, type]) => `declare const ${name}: ${type};`).join("\n");
}

/** The repository's own, but with `await` everywhere, as in a program's main module. */
function settings(folder: string): object {
  return {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      ...{ module: "esnext", moduleResolution: "bundler", noEmit: true, declaration: false, rootDir: ROOT },
      // The blocks count as files beside their page, so that relative imports resolve as readers expect.
      rootDirs: [folder, ROOT],
    },
    include: [folder],
    exclude: [],
  };
}
