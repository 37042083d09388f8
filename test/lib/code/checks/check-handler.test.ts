import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ValidationError } from "../../../../lib";
import { loadFunction } from "../../../../lib/code/checks/load-check";
import { thrownBy } from "../../support";
import { IMPORT, project, synthesize } from "../support";

const REQUIRE = 'const { defineHandler } = require("cdktf-tencentcloud-ci/handler");\n';

const synthesizeEntry = (name: string, text: string) => synthesize(join(project({ [name]: text }), name));

describe("the check of a program's default export", () => {
  it.each([
    ["an ES module", "on-media.ts", `${IMPORT}export default defineHandler({});`],
    ["an ES module by its extension", "on-media.mjs", `${IMPORT}export default defineHandler({});`],
    ["module.exports", "on-media.js", `${REQUIRE}module.exports = defineHandler({});`],
    [
      "export =",
      "on-media.cts",
      'import handler = require("cdktf-tencentcloud-ci/handler"); export = handler.defineHandler({});',
    ],
    [
      "an ES module compiled by tsc",
      "on-media.js",
      `Object.defineProperty(exports, "__esModule", { value: true });\n${REQUIRE}exports.default = defineHandler({});`,
    ],
  ])("accepts %s", (_case, name, text) => {
    expect(synthesizeEntry(name, text)).toMatchObject({ warnings: [] });
  });

  it.each([
    ["routes without defineHandler", "on-media.ts", "export default { onJob: {} };", "an object with onJob"],
    [
      "SCF's exports",
      "on-media.js",
      `${REQUIRE}exports.main_handler = defineHandler({});`,
      "an object with main_handler",
    ],
    ["module.exports of routes", "on-media.cjs", "module.exports = { onOtherJob() {} };", "an object with onOtherJob"],
    ["a promise", "on-media.ts", `${IMPORT}export default Promise.resolve(defineHandler({}));`, "a promise"],
    ["JSON", "on-media.json", '{ "onJob": {} }', "an object with onJob"],
    ["an empty file", "on-media.ts", "", "an object without fields"],
    ["another function", "on-media.ts", "export default () => 1;", "a function that defineHandler did not create"],
    [
      "a function that calls it",
      "on-media.ts",
      `${IMPORT}const handler = defineHandler({});\nexport default () => handler({});`,
      "a function",
    ],
    ["defineHandler itself", "on-media.ts", `${IMPORT}export default defineHandler;`, "a function"],
    ["a class", "on-media.ts", "export default class {}", "a class"],
    ["an array", "on-media.ts", "export default [];", "an array"],
    ["a text", "on-media.ts", 'export default "onJob";', 'the string "onJob"'],
    ["a bigint", "on-media.ts", "export default 1n;", 'the bigint "1"'],
    ["null", "on-media.ts", "export default null;", "nothing"],
  ])("refuses %s", (_case, name, text, description) => {
    const error = thrownBy(() => synthesizeEntry(name, text));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toContain(
      `[stack] Default export of the callback code must be the result of defineHandler (got ${description}`,
    );
  });

  it("names the remedies", () => {
    expect(() => synthesizeEntry("on-media.cjs", "module.exports = () => 1;")).toThrow(
      /write `module\.exports = defineHandler\(\{ … \}\)`; where that function calls .* fromEntry\(path, \{ check: false \}\)/,
    );
  });

  it("accepts anything if it is turned off", () => {
    const folder = project({ "on-media.ts": "export default () => 1;" });
    expect(() => synthesize(join(folder, "on-media.ts"), { check: false })).not.toThrow();
  });

  it.each([
    [
      "throws, by the line of its source",
      `${IMPORT}\nfunction start(): never {\n  throw new TypeError("no start");\n}\nstart();\nexport default defineHandler({});`,
      /must load \(got .*on-media\.ts, which threw\):\n +TypeError: no start\n +at start \(on-media\.ts:4:9\)/,
    ],
    ["throws no error", 'throw "only text";\nexport default 1;', /which threw\):\n +only text/],
    [
      "defines a route that does not exist",
      `${IMPORT}export default defineHandler({ onJobs: {} } as object);`,
      /ConfigurationError: .*\(got onJobs\)/,
    ],
    ["ends the process", "process.exit(3);\nexport default 1;", /which ended the process with exit code 3/],
    [
      "loads a package that is nowhere",
      'import { createRequire } from "node:module";\nexport default createRequire(import.meta.url)("@scope/addon/part");',
      /Cannot find module '@scope\/addon\/part'[^]*nodeModules: \["@scope\/addon"\]/,
    ],
  ])("refuses a program that %s", (_case, text, message) => {
    expect(() => synthesizeEntry("on-media.ts", text)).toThrow(message);
  });

  it("warns of a program that lacks a variable of the function's environment", () => {
    const text = `${IMPORT}const url = new URL(process.env.ORDERS_URL!);\nexport default defineHandler({ onUnknown: () => url });`;
    const { warnings } = synthesizeEntry("on-media.ts", text);
    expect(warnings).toEqual([
      expect.stringMatching(/it reads ORDERS_URL, .*\n +TypeError: Invalid URL\n +at .*on-media\.ts:2:13/),
    ]);
  });

  it("has no access to the environment", () => {
    process.env.CHECK_HANDLER_TEST = "secret";
    const text =
      "if (process.env.CHECK_HANDLER_TEST) throw new Error(process.env.CHECK_HANDLER_TEST);\nexport default 1;";
    expect(() => synthesizeEntry("on-media.ts", text)).toThrow(/got the number "1"/);
    delete process.env.CHECK_HANDLER_TEST;
  });

  it("accepts a program that keeps its process alive and writes to every descriptor", () => {
    const text = `${IMPORT}import { writeSync } from "node:fs";
      setInterval(() => {}, 1000);
      process.on("exit", () => { for (;;); });
      for (const fd of [1, 2, 3]) writeSync(fd, "noise");
      export default defineHandler({});`;
    expect(synthesizeEntry("on-media.ts", text).warnings).toEqual([]);
  });
});

it("a program that never finishes loading times out", () => {
  const files = { "index.js": { content: Buffer.from("for (;;);") } };
  expect(loadFunction(files, 300)).toEqual({ kind: "slow", seconds: 0.3 });
});

it("one program is loaded once, however many functions run it", () => {
  const files = { "index.js": { content: Buffer.from("exports.main_handler = Math.random();") } };
  expect(loadFunction(files)).toBe(loadFunction({ ...files }));
});
