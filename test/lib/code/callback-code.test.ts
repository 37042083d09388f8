import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { App, Testing } from "cdktf";
import { strFromU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CallbackCode, CallbackFunction } from "../../../lib";
import { CODE, newStack, resource, temporaryFolder, zipOf } from "../support";

describe("CallbackCode", () => {
  it("writes its zip next to the configuration, under its hash", () => {
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

  it("zips a folder equally for any file order and times", () => {
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

  it("follows links inside a folder and keeps names unchanged", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules/.store/x"), { recursive: true });
    writeFileSync(join(folder, "node_modules/.store/x/index.js"), "x");
    writeFileSync(join(folder, "index.js"), "i");
    symlinkSync(".store/x", join(folder, "node_modules/x"));
    symlinkSync(join(folder, "index.js"), join(folder, "again.js"));
    symlinkSync("again.js", join(folder, "third.js"));
    for (const name of ["a\\b.js", "..c", "ü 文.js", " .js"]) writeFileSync(join(folder, name), name);

    const files = unzipSync(zipOf(CallbackCode.fromFolder(folder)));

    expect(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]))).toEqual({
      ...{ "index.js": "i", "again.js": "i", "third.js": "i" },
      ...{ "node_modules/.store/x/index.js": "x", "node_modules/x/index.js": "x" },
      ...{ "a\\b.js": "a\\b.js", "..c": "..c", "ü 文.js": "ü 文.js", " .js": " .js" },
    });
  });

  it("accepts a folder behind a link", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real/index.js"), "i");
    symlinkSync("index.js", join(folder, "real/main.js"));
    symlinkSync("real", join(folder, "link"));
    expect(Object.keys(unzipSync(zipOf(CallbackCode.fromFolder(join(folder, "link")))))).toEqual([
      "index.js",
      "main.js",
    ]);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      "a link to a file outside",
      (folder) => symlinkSync("/etc/hostname", join(folder, "key")),
      /key .* must point to a file in the folder \(got \/etc\/hostname\)/,
    ],
    [
      "a link to a folder outside",
      (folder) => symlinkSync("..", join(folder, "up")),
      /up .* must point to a file in the folder/,
    ],
    [
      "a link to a neighbour whose name begins alike",
      (folder) => {
        mkdirSync(`${folder}-other`);
        onTestFinished(() => rmSync(`${folder}-other`, { recursive: true }));
        writeFileSync(`${folder}-other/key`, "");
        symlinkSync(`../${basename(folder)}-other/key`, join(folder, "key"));
      },
      /key .* must point to a file in the folder/,
    ],
    [
      "a link outside behind a link inside",
      (folder) => {
        symlinkSync("/etc", join(folder, "b"));
        symlinkSync("b/hostname", join(folder, "a"));
      },
      /a .* must point to a file in the folder/,
    ],
    [
      "a broken link",
      (folder) => symlinkSync("gone.js", join(folder, "a.js")),
      /a\.js .* must point to a file that exists \(got gone\.js\)/,
    ],
    ["a link to itself", (folder) => symlinkSync("a", join(folder, "a")), /a .* must point to a file that exists/],
    [
      "a link to the folder itself",
      (folder) => symlinkSync(".", join(folder, "self")),
      /self .* must not point to a folder that contains it/,
    ],
    ["a pipe", (folder) => execFileSync("mkfifo", [join(folder, "pipe")]), /pipe .* must be a file or a folder/],
  ])("refuses a folder with %s", (_case, make, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "index.js"), "i");
    make(folder);
    expect(() => CallbackCode.fromFolder(folder).bind(newStack())).toThrow(message);
  });

  it("accepts a zip byte for byte, with its own handler name", () => {
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
      /must be a file and a function, such as index\.main_handler \(got "src\/index\.main"\)/,
    ],
  ])("refuses %s", (_case, code, message) => {
    expect(() => code(temporaryFolder()).bind(newStack())).toThrow(message);
  });

  it("warns of code that the API may refuse", () => {
    const file = join(temporaryFolder(), "code.zip");
    writeFileSync(file, zipSync({ "index.js": Buffer.alloc(8 * 1024 * 1024) }, { level: 0 }));
    const stack = newStack();
    CallbackCode.fromZip(file).bind(stack);
    expect(stack.node.metadata.map(({ data }) => String(data))).toEqual([
      expect.stringContaining("may refuse the upload"),
    ]);
  });

  it("warns of the size that the platform gets, also where code for the local cloud is not compressed", () => {
    vi.stubEnv("CDKTF_TENCENTCLOUD_CI_LOCAL", "1"); // as `local` synthesizes
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = temporaryFolder();
    writeFileSync(join(folder, "main.js"), 'export { default } from "./large.bin";');
    writeFileSync(join(folder, "large.bin"), Buffer.alloc(8 * 1024 * 1024));
    const stack = newStack();
    const code = CallbackCode.fromEntry(join(folder, "main.js"), { check: false, loader: { ".bin": "copy" } });
    expect(code.bind(stack).hash).toMatch(/\w/);
    expect(stack.node.metadata.map(({ data }) => String(data))).toEqual([]);
  });
});
