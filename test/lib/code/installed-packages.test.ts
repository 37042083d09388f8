import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installedPackages } from "../../../lib/code/installed-packages";
import { IMPORT, load, project, synthesize } from "./support";

const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, version: "1.0.0", ...more });
const pathsOf = (folder: string, names: readonly string[]): string[] =>
  Object.keys(installedPackages(folder, names)).sort();

describe("nodeModules", () => {
  it("copies a package with all its dependencies, and nothing else", () => {
    const folder = project({
      "node_modules/@s/a/package.json": manifest("@s/a", {
        dependencies: { b: "1" },
        optionalDependencies: { gone: "1" },
      }),
      "node_modules/@s/a/lib/a.js": "",
      "node_modules/b/package.json": manifest("b", { peerDependencies: { c: "1", absent: "1" } }),
      "node_modules/c/package.json": manifest("c"),
      "node_modules/other/package.json": manifest("other"),
    });
    expect(pathsOf(folder, ["@s/a"])).toEqual([
      "node_modules/@s/a/lib/a.js",
      "node_modules/@s/a/package.json",
      "node_modules/b/package.json",
      "node_modules/c/package.json",
    ]);
  });

  it("keeps two versions of a package apart, and accepts circular dependencies", () => {
    const folder = project({
      "node_modules/a/package.json": manifest("a", { dependencies: { b: "1", c: "1" } }),
      "node_modules/b/package.json": manifest("b", { dependencies: { a: "1", c: "2" } }),
      "node_modules/b/node_modules/c/package.json": manifest("c", { version: "2.0.0" }),
      "node_modules/c/package.json": manifest("c"),
    });
    const files = installedPackages(folder, ["a"]);
    expect(Object.keys(files).sort()).toEqual([
      "node_modules/a/package.json",
      "node_modules/b/node_modules/c/package.json",
      "node_modules/b/package.json",
      "node_modules/c/package.json",
    ]);
    expect(Buffer.from(files["node_modules/b/node_modules/c/package.json"]!.content).toString()).toContain("2.0.0");
  });

  it("follows the links of pnpm", () => {
    const folder = project({
      "node_modules/.pnpm/a@1/node_modules/a/package.json": manifest("a", { dependencies: { b: "1" } }),
      "node_modules/.pnpm/b@1/node_modules/b/package.json": manifest("b"),
    });
    symlinkSync(".pnpm/a@1/node_modules/a", join(folder, "node_modules/a"));
    symlinkSync("../../b@1/node_modules/b", join(folder, "node_modules/.pnpm/a@1/node_modules/b"));
    expect(pathsOf(folder, ["a"])).toEqual(["node_modules/a/package.json", "node_modules/b/package.json"]);
  });

  it.each([
    [
      "a package that is not installed",
      ["gone"],
      /must contain packages that are installed \(got "gone", .*npm install gone/,
    ],
    ["a path", ["./a"], /must contain names of packages \(got "\.\/a"\)/],
    [
      "a package whose dependency is not installed",
      ["broken"],
      /Package "absent", a dependency of node_modules\/broken, must be installed/,
    ],
  ])("refuses %s", (_case, names, message) => {
    const folder = project({
      "node_modules/broken/package.json": manifest("broken", { dependencies: { absent: "1" } }),
    });
    expect(() => installedPackages(folder, names)).toThrow(message);
  });

  it("lets a package find its own files in the function", () => {
    const folder = project({
      "src/on-media.ts": `${IMPORT}import data from "data";\nexport default Object.assign(defineHandler({}), { text: data });`,
      "node_modules/data/package.json": manifest("data", { main: "index.js" }),
      "node_modules/data/index.js":
        'module.exports = require("node:fs").readFileSync(__dirname + "/data.txt", "utf8");',
      "node_modules/data/data.txt": "of its own",
    });
    const entry = join(folder, "src/on-media.ts");
    expect(() => synthesize(entry)).toThrow(/ENOENT/);
    const { files, warnings } = synthesize(entry, { nodeModules: ["data"] });
    expect(warnings).toEqual([]);
    expect((load(files) as { text?: string }).text).toBe("of its own");
  });
});
