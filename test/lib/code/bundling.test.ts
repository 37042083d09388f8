import { cpSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { TerraformStack } from "cdktf";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it, onTestFinished } from "vitest";
import { ValidationError } from "../../../lib";
import { bundle } from "../../../lib/code/bundling";
import { ENTRY, newApp, newStack, temporaryFolder } from "../support";

/** The function of a bundle, loaded as the platform loads it: as a CommonJS file of its own. */
function load(zip: Uint8Array): (event: unknown) => unknown {
  const file = join(temporaryFolder(), "index.js");
  writeFileSync(file, unzipSync(zip)["index.js"]!);
  return (createRequire(file)(file) as { main_handler: (event: unknown) => unknown }).main_handler;
}

/** These tests concern bundling, not the entry's export. */
const UNCHECKED = { check: false };

function entryOf(source: string): string {
  const file = join(temporaryFolder(), "on-media.ts");
  writeFileSync(file, source);
  return file;
}

describe("bundle", () => {
  it("creates one file that exports main_handler", () => {
    const zip = bundle(newStack(), ENTRY, UNCHECKED);

    expect(Object.keys(unzipSync(zip))).toEqual(["index.js"]);
    expect(load(zip)({})).toEqual({ statusCode: 200, body: "你好 from the callback" });
  });

  it("produces the same bytes in any folder, time zone and umask", () => {
    const before = { umask: process.umask(), TZ: process.env.TZ };
    onTestFinished(() => {
      process.umask(before.umask);
      if (before.TZ === undefined) delete process.env.TZ;
      else process.env.TZ = before.TZ;
    });
    const zips = ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"].map((zone, index) => {
      process.env.TZ = zone;
      process.umask(index % 2 ? 0o000 : 0o077);
      const folder = join(temporaryFolder(), "some where".repeat(index + 1));
      cpSync(dirname(ENTRY), folder, { recursive: true });
      return Buffer.from(bundle(newStack(), join(folder, "on-media.ts"), UNCHECKED)).toString("base64");
    });

    expect(new Set(zips).size).toBe(1);
  });

  it("contains no path of the machine", () => {
    const file = entryOf('/*! licence */\nexport { defineHandler as default } from "cdktf-tencentcloud-ci/handler";');
    const code = strFromU8(unzipSync(bundle(newStack(), file, UNCHECKED))["index.js"]!);

    expect(code).not.toContain(process.cwd());
    expect(code).not.toContain(dirname(file));
    expect(code).toContain("licence");
  });

  it("includes the package's own handler", async () => {
    const file = entryOf(
      'import { defineHandler } from "cdktf-tencentcloud-ci/handler";\nexport default defineHandler({});',
    );
    const environment = { CI_CALLBACK_SECRETS: "0123456789abcdef0123456789abcdef", CI_CALLBACK_LOG_LEVEL: "error" };
    Object.assign(process.env, environment);
    onTestFinished(() => Object.keys(environment).forEach((name) => delete process.env[name]));

    const answer = load(bundle(newStack(), file))({ httpMethod: "DELETE", path: "/", headers: {}, body: "" });

    await expect(answer).resolves.toMatchObject({ statusCode: 405 });
  });

  it("changes only with the code", () => {
    const zipOf = (source: string): Uint8Array => bundle(newStack(), entryOf(source), UNCHECKED);
    const zip = zipOf("export default () => 1;");
    expect(zipOf("export default () => 1; // same")).toEqual(zip);
    expect(zipOf("export default () => 2;")).not.toEqual(zip);
  });

  it("reads a source once per app", () => {
    const app = newApp();
    const [a, b] = ["a", "b"].map((id) => bundle(new TerraformStack(app, id), ENTRY, UNCHECKED));
    expect(a).toBe(b);
  });

  it.each([
    [
      "missing",
      "nowhere.ts",
      /^\[stack\] Entry of the callback code must be a file \(got .*nowhere\.ts, .*current directory/,
    ],
    ["a folder", ".", /must be a file/],
  ])("refuses an entry that is %s", (_case, name, message) => {
    expect(() => bundle(newStack(), join(temporaryFolder(), name))).toThrow(message);
  });

  it.each([
    [
      "no default export",
      "export const main = 1;",
      /must have a default export \(got none in .*on-media\.ts\); write `export default/,
    ],
    ["a syntax error", "export default (;\n", /esbuild says:\n {2}on-media\.ts:1:16: Unexpected ";"/],
    ["an import from nowhere", 'import "./gone";\nexport default 1;', /on-media\.ts:1:7: Could not resolve "\.\/gone"/],
  ])("refuses an entry with %s", (_case, source, message) => {
    const build = (): unknown => bundle(newStack(), entryOf(source));
    expect(build).toThrow(ValidationError);
    expect(build).toThrow(message);
  });
});
