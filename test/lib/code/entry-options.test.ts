import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { strFromU8 } from "fflate";
import { describe, expect, it } from "vitest";
import type { EntryOptions } from "../../../lib";
import { Fn } from "cdktf";
import { IMPORT, load, project, synthesize, write } from "./support";
import { temporaryFolder } from "../support";

/** A program that exports any value. */
const UNCHECKED: EntryOptions = { check: false };

function valueOf(text: string, options: EntryOptions = {}, files: Record<string, string | Uint8Array> = {}): unknown {
  const folder = project({ "on-media.ts": text, ...files });
  return load(synthesize(join(folder, "on-media.ts"), { ...UNCHECKED, ...options }).files);
}

const packageOf = (name: string, code: string, more: object = {}): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", main: "index.js", ...more }),
  [`node_modules/${name}/index.js`]: code,
});

describe("import.meta", () => {
  it("describes the bundle, in the program and in its dependencies", () => {
    const dependency = packageOf("esm", "export const { url, dirname } = import.meta;", { type: "module" });
    const text = `import * as esm from "esm";
      export default [esm.url, esm.dirname, import.meta.url, import.meta["filename"], import.meta.dirname];`;
    const [url, dirname, ownUrl, filename, ownDirname] = valueOf(text, {}, dependency) as string[];
    expect([ownUrl, ownDirname]).toEqual([url, dirname]);
    expect(url).toMatch(/^file:\/\/\/.*\/index\.js$/);
    expect(filename).toBe(join(dirname!, "index.js"));
  });

  it("can resolve and require modules", () => {
    const text = `import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      const { resolve } = import.meta;
      export default [typeof require("node:fs").readFileSync, import.meta.resolve("fs"), import.meta.resolve("./data.bin").slice(-9)];`;
    expect(valueOf(text)).toEqual(["function", "node:fs", "/data.bin"]);
  });

  it("causes a warning in the user's own sources, since files beside them are not deployed", () => {
    const folder = project({
      "on-media.ts": 'import "esm";\nimport "./lib/path";\nexport default 1;',
      "lib/path.ts": "\nconsole.log(import.meta.url);",
      ...packageOf("esm", "console.log(import.meta.url);", { type: "module" }),
    });
    const { warnings } = synthesize(join(folder, "on-media.ts"), UNCHECKED);
    expect(warnings).toEqual([expect.stringMatching(/^import\.meta in a bundle .*\(got it in lib\/path\.ts:2\)/)]);
  });
});

it("the text of a function runs in a worker", () => {
  const text = `import { Worker } from "node:worker_threads";
    function work() {
      const { parentPort } = require("node:worker_threads");
      class Doubled { constructor(readonly value: number) {} }
      const twice = (n: number) => new Doubled(n * 2).value;
      function inner() { return twice(21); }
      parentPort.postMessage(inner());
    }
    const worker = new Worker(\`(\${work.toString()})()\`, { eval: true });
    worker.once("message", (message) => console.log(message));
    export default 1;`;
  const folder = temporaryFolder();
  write(folder, synthesize(join(project({ "on-media.ts": text }), "on-media.ts"), UNCHECKED).files);
  expect(spawnSync(process.execPath, ["index.js"], { cwd: folder, encoding: "utf8" })).toMatchObject({
    stdout: "42\n",
  });
});

describe("names of functions and classes", () => {
  const TEXT = 'export default [class OrderNotFound extends Error {}.name, function later() {}.name].join(" ");';

  it("stay unchanged", () => expect(valueOf(TEXT)).toBe("OrderNotFound later"));

  it("are shortened by minify, which makes the bundle smaller", () => {
    const entry = join(
      project({ "on-media.ts": `export default (file: string) => ({ name: file.toUpperCase() });` }),
      "on-media.ts",
    );
    const sizeOf = (minify: boolean): number => synthesize(entry, { ...UNCHECKED, minify }).files["index.js"]!.length;
    expect(sizeOf(true)).toBeLessThan(sizeOf(false));
  });
});

describe("options of esbuild", () => {
  it("loader reads files", () => {
    const text = 'import sql from "./q.sql"; import logo from "./logo.bin"; export default [sql, [...logo]];';
    const loader = { ".sql": "text", ".bin": "binary" } as const;
    const files = { "q.sql": "select 1", "logo.bin": new Uint8Array([0, 255]) };
    expect(valueOf(text, { loader }, files)).toEqual(["select 1", [0, 255]]);
  });

  it("define replaces expressions", () => {
    expect(valueOf("export default process.env.STAGE;", { define: { "process.env.STAGE": '"test"' } })).toBe("test");
  });

  it("define refuses tokens", () => {
    const entry = join(project({ "on-media.ts": "export default 1;" }), "on-media.ts");
    expect(() => synthesize(entry, { define: { X: Fn.uuid() } })).toThrow(/known at synthesis \(got a token for X\)/);
  });

  it("tsconfig applies to all sources", () => {
    const files = {
      "tsconfig.json": "{}",
      "other.json": '{ "compilerOptions": { "paths": { "greeting": ["./hello.ts"] } } }',
      "hello.ts": 'export default "hello";',
    };
    const folder = project({ ...files, "on-media.ts": 'export { default } from "greeting";' });
    const tsconfig = join(folder, "other.json");
    expect(load(synthesize(join(folder, "on-media.ts"), { ...UNCHECKED, tsconfig }).files)).toBe("hello");
    expect(() => synthesize(join(folder, "on-media.ts"), { tsconfig: join(folder, "gone.json") })).toThrow(
      /tsconfig of the callback code must be a file \(got .*gone\.json\)/,
    );
  });

  it("external omits a package that is never loaded", () => {
    const dependency = packageOf("db", 'exports.open = (name) => (name === "x" ? require("driver") : name);');
    const text = `${IMPORT}import { open } from "db";\nexport default defineHandler({ onUnknown: () => open("pg") });`;
    const entry = join(project({ "on-media.ts": text, ...dependency }), "on-media.ts");
    expect(() => synthesize(entry)).toThrow(/Could not resolve "driver"\n.*external: \["driver"\]/);
    expect(synthesize(entry, { external: ["driver"] }).warnings).toEqual([]);
  });

  it("external warns if the program cannot be loaded without the package", () => {
    const text = `${IMPORT}import "@scope/layer/part";\nexport default defineHandler({});`;
    const entry = join(project({ "on-media.ts": text }), "on-media.ts");
    const { warnings } = synthesize(entry, { external: ["@scope/layer"] });
    expect(warnings).toEqual([expect.stringContaining('"@scope/layer" is external, so a layer')]);
  });

  it.each([
    ["a file of unknown kind", 'import "./a.proto";', { "a.proto": "" }, 'loader: { ".proto": "text" }'],
    ["a package that is not installed", 'import "@a/b/c";', {}, 'external: ["@a/b"]'],
    ["top-level await", "await 1;", {}, "await inside a route"],
  ])("an error for %s names the remedy", (_case, text, files, hint) => {
    const entry = join(project({ "on-media.ts": `${text}\nexport default 1;`, ...files }), "on-media.ts");
    expect(() => synthesize(entry)).toThrow(hint);
  });

  it("a native add-on required by its path is included", () => {
    const dependency = {
      ...packageOf("addon", 'module.exports = () => require("./addon.node");'),
      "node_modules/addon/addon.node": "ELF",
    };
    const entry = join(project({ "on-media.ts": 'export { default } from "addon";', ...dependency }), "on-media.ts");
    const { files } = synthesize(entry, UNCHECKED);
    expect(Object.keys(files)).toEqual([expect.stringMatching(/^addon-\w+\.node$/), "index.js"]);
  });

  it("a native add-on for another machine causes a warning", () => {
    const dependency = {
      ...packageOf("addon", 'module.exports = require("./addon.node");'),
      "node_modules/addon/addon.node": "text",
    };
    const text = `${IMPORT}import "addon";\nexport default defineHandler({});`;
    const entry = join(project({ "on-media.ts": text, ...dependency }), "on-media.ts");
    expect(synthesize(entry).warnings).toEqual([
      expect.stringContaining("a native add-on is built for another platform"),
    ]);
  });
});

describe("sourceMap", () => {
  const TEXT = `${IMPORT}
class OrderError extends Error {}
export default defineHandler({
  onUnknown: () => {
    throw new OrderError("here");
  },
});`;

  it("is next to the bundle, with the same names on every machine", () => {
    const synth = () =>
      synthesize(join(project({ "lib/on-media.ts": TEXT }), "lib/on-media.ts"), { sourceMap: true }).files;
    const files = synth();
    expect(Object.keys(files)).toEqual(["index.js", "program.js", "program.js.map"]);
    const { sources } = JSON.parse(strFromU8(files["program.js.map"]!)) as { sources: string[] };
    expect(sources).toContain("on-media.ts");
    expect(sources.filter((name) => name.startsWith("..") || name.startsWith("/"))).toEqual([]);
    const again = Object.entries(synth());
    expect(again.map(([name]) => name)).toEqual(Object.keys(files));
    expect(again.filter(([name, content]) => !Buffer.from(content).equals(files[name]!))).toEqual([]);
  });

  it("makes the log name the line of the source", () => {
    const folder = temporaryFolder();
    write(folder, synthesize(join(project({ "on-media.ts": TEXT }), "on-media.ts"), { sourceMap: true }).files);
    const secret = "0123456789abcdef0123456789abcdef";
    const event = { httpMethod: "POST", path: `/${secret}`, headers: {}, body: '{"EventName":"Newer","X":1}' };
    const run = `require("./index.js").main_handler(${JSON.stringify(event)}, {})`;
    const env = { PATH: process.env["PATH"], CI_CALLBACK_SECRETS: secret };
    const { stdout } = spawnSync(process.execPath, ["-e", run], { cwd: folder, env, encoding: "utf8" });
    expect(stdout).toContain("on-media.ts:6:11");
  });
});

describe("decorator metadata", () => {
  const TEXT = `${IMPORT}function logged(_target: object, _name: string): void {}
    class Order { @logged id = ""; }
    export default defineHandler({ onUnknown: () => new Order() });`;

  it.each([
    [
      "set",
      {
        "tsconfig.json":
          '{ "compilerOptions": { /* of old */ "experimentalDecorators": true, "emitDecoratorMetadata": true, }, }',
      },
    ],
    [
      "inherited",
      {
        "tsconfig.json": '{ "extends": "./base", "compilerOptions": { "strict": true } }',
        "base.json": '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      },
    ],
  ])("is refused if it is %s, since esbuild omits it", (_case, files) => {
    const entry = join(project({ "on-media.ts": TEXT, ...files }), "on-media.ts");
    expect(() => synthesize(entry)).toThrow(
      /decorator metadata .*emitDecoratorMetadata in .*json.*compile with tsc first/,
    );
  });

  it.each([
    ["decorators without it", TEXT, '{ "compilerOptions": { "experimentalDecorators": true } }'],
    [
      "the setting without decorators",
      `${IMPORT}export default defineHandler({});`,
      '{ "compilerOptions": { "emitDecoratorMetadata": true, "experimentalDecorators": true } }',
    ],
  ])("%s are accepted", (_case, text, tsconfig) => {
    const entry = join(project({ "on-media.ts": text, "tsconfig.json": tsconfig }), "on-media.ts");
    expect(() => synthesize(entry)).not.toThrow();
  });
});
