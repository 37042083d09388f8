import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, Testing } from "cdktf";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { CallbackCode, CallbackFunction } from "../../../lib";
import { CODE, newStack, resource, temporaryFolder } from "../support";

describe("CallbackCode", () => {
  it("puts its zip beside the configuration, under its hash", () => {
    const stack = newStack();
    const { codeHash } = new CallbackFunction(stack, "Function", { code: CODE });

    App.of(stack).synth();

    const folder = join(App.of(stack).outdir, "stacks/stack");
    const path = resource(stack, "tencentcloud_scf_function").zip_file as string;
    expect(path).toBe(`assets/${codeHash}/function.zip`);
    expect(readdirSync(join(folder, dirname(path)))).toEqual(["function.zip"]);
  });

  it("writes nothing before the app is synthesized", () => {
    const stack = newStack();
    new CallbackFunction(stack, "Function", { code: CODE });
    Testing.synth(stack);
    expect(existsSync(join(App.of(stack).outdir, "stacks/stack/assets"))).toBe(false);
  });

  it("takes a folder as it is, in any order and with any times", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules/x"), { recursive: true });
    for (const name of ["index.js", "b.js", "node_modules/x/index.js"]) writeFileSync(join(folder, name), name);
    chmodSync(join(folder, "b.js"), 0o700);
    const zips = [0, 1].map((day) => {
      for (const name of ["b.js", "index.js"]) utimesSync(join(folder, name), day * 86_400, day * 86_400);
      return zipOf(CallbackCode.fromFolder(folder));
    });

    expect(zips[0]).toEqual(zips[1]);
    expect(Object.keys(unzipSync(zips[0]!))).toEqual(["b.js", "index.js", "node_modules/x/index.js"]);
    chmodSync(join(folder, "b.js"), 0o600);
    expect(zipOf(CallbackCode.fromFolder(folder))).not.toEqual(zips[0]);
  });

  it("takes a zip byte for byte, with a handler of its own", () => {
    const file = join(temporaryFolder(), "build.zip");
    const zip = zipSync({ "main.js": Buffer.from("exports.run = () => 1;") });
    writeFileSync(file, zip);
    const stack = newStack();
    const { zipFile, handler } = CallbackCode.fromZip(file, { handler: "main.run" }).bind(stack);
    App.of(stack).synth();

    expect(handler).toBe("main.run");
    expect(readFileSync(join(App.of(stack).outdir, "stacks/stack", zipFile)).equals(zip)).toBe(true);
  });

  it.each<[string, (folder: string) => CallbackCode, RegExp]>([
    [
      "a folder that is missing",
      (folder) => CallbackCode.fromFolder(join(folder, "gone")),
      /Folder of the callback code must exist \(got .*gone\)/,
    ],
    ["an empty folder", (folder) => CallbackCode.fromFolder(folder), /must have files \(got none in/],
    [
      "a zip that is missing",
      (folder) => CallbackCode.fromZip(join(folder, "gone.zip")),
      /Zip of the callback code must exist \(got .*gone\.zip\)/,
    ],
    ["a file that is no zip", () => CallbackCode.fromZip(__filename), /must be a zip file \(got .*\.ts\)/],
    [
      "a handler in a folder",
      () => CallbackCode.fromFolder(__dirname, { handler: "src/index.main" }),
      /must be a file and a function, as index\.main_handler \(got "src\/index\.main"\)/,
    ],
  ])("refuses %s", (_case, code, message) => {
    expect(() => code(temporaryFolder()).bind(newStack())).toThrow(message);
  });

  it("warns of code that the API may refuse", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "index.js"), randomBytes(8 * 1024 * 1024));
    const stack = newStack();
    CallbackCode.fromFolder(folder).bind(stack);
    expect(stack.node.metadata.map(({ data }) => String(data))).toEqual([
      expect.stringContaining("may refuse the upload"),
    ]);
  });
});

function zipOf(code: CallbackCode): Uint8Array {
  const stack = newStack();
  const { zipFile } = code.bind(stack);
  App.of(stack).synth();
  return readFileSync(join(App.of(stack).outdir, "stacks/stack", zipFile));
}
