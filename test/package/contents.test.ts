import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exports as entries, bin, dependencies, scripts } from "../../package.json";
import { MAX_UNPACKED_BYTES } from "../../scripts/package/packed";
import type { PackedFile } from "../../scripts/package/packed";
import { specifiersIn } from "../../scripts/package/imports";
import { packedOnce } from "./support";

const ROOT = join(__dirname, "../..");

/** Kinds of files that may be in the package, and their purpose. */
const KINDS: readonly [purpose: string, pattern: RegExp][] = [
  ["what npm always takes", /^(package\.json|LICENSE|README(\.zh-CN)?\.md)$/],
  ["pages", /^(docs\/([\w-]+|guides\/[\w-]+)(\.zh-CN)?\.md|(CHANGELOG|SECURITY)\.md)$/],
  ["pictures of the README", /^docs\/images\/pipeline(\.zh-CN)?\.svg$/],
  ["examples", /^examples\/[\w-]+\/(README(\.zh-CN)?\.md|cdktf\.json|[\w-]+\.ts)$/],
  ["licences of bundled packages", /^dist\/THIRD-PARTY-NOTICES$/],
  ["constructs", /^dist\/(lib|cdktn)\/(?!providers\/)[\w/-]+\.(js|d\.ts)$/],
  ["code of the bindings", /^dist\/bindings\/(tencentcloud|tencentci)\/[\w-]+\/index\.js$/],
  ["bindings", /^dist\/(lib|cdktn)\/providers\/(tencentcloud|tencentci)\/[\w-]+\/index\.(js|d\.ts)$/],
  ["handler", /^dist\/handler\/(index|durable|queue|durable-queue|server|submitter)\.js$/],
  ["types of the handler", /^dist\/(handler|api)\/[\w/-]+\.d\.ts$/],
  ["types for tests", /^dist\/(testing\/[\w-]+|local\/options|local\/samples\/[\w-]+)\.d\.ts$/],
  ["tools for tests", /^dist\/testing\/[\w-]+\.js$/],
  ["inspector's page", /^dist\/local\/inspector\/page\/(index\.html|app\.css|app\.js|icon\.svg)$/],
  ["command line and local cloud", /^dist\/(cli|local|api|handler|provider)\/[\w/-]+\.js$/],
  ["data of the local cloud", /^dist\/local\/vendor\/tencentcloud\.\w+\.json$/],
  ["providers", /^dist\/(provider\/terraform-provider-tencentci|local\/vendor\/terraform-provider-tencentcloud)$/],
];

/** Reached without an import. */
const ROOTS = [
  ...Object.values(entries).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry))),
  ...Object.values(bin),
  "dist/handler/submitter.js", // lib zips it
  "dist/local/main.js", // docs/local-cloud.md has it started by hand
].map((path) => posix.normalize(path));

/** A package of the proxy agents tries to load it if a proxy requires Kerberos, and continues without it. */
const OPTIONAL = "kerberos";

let files: readonly PackedFile[];
let paths: Set<string>;

beforeAll(async () => {
  ({ files } = await packedOnce());
  paths = new Set(files.map(({ path }) => path));
}, 60_000);

describe("the package", () => {
  it("is packed only after everything in it was built: the demo builds dist/ without types", () => {
    expect(scripts.prepack).toBe(scripts.setup);
  });

  it("contains files of known kinds only, and some of each", () => {
    const kindOf = (path: string): string | undefined => KINDS.find(([, pattern]) => pattern.test(path))?.[0];
    expect([...paths].filter((path) => !kindOf(path))).toEqual([]);
    expect(new Set([...paths].map(kindOf))).toEqual(new Set(KINDS.map(([purpose]) => purpose)));
  });

  it("contains every file of an import or an entry, and no other code", () => {
    const reachable = new Set(ROOTS);
    for (const file of reachable) for (const target of targets(file)) reachable.add(target);
    // Files for browsers and files that users copy are not imported.
    const code = [...paths].filter((path) => /^dist\/.*\.(js|ts)$/.test(path) && !path.includes("/page/"));

    expect([...reachable].filter((path) => !paths.has(path))).toEqual([]);
    expect(code.filter((path) => !reachable.has(path))).toEqual([]);
  });

  it("imports only packages that are installed with it or next to it", () => {
    const beside = { lib: ["cdktf", "constructs"], cdktn: ["cdktn", "constructs"] };
    for (const path of [...paths].filter((name) => /^dist\/.*\.(js|ts)$/.test(name))) {
      const allowed = [...Object.keys(dependencies), ...(beside[path.split("/")[1] as keyof typeof beside] ?? [])];
      const disallowed = specifiers(path).filter(
        (name) =>
          !name.startsWith(".") &&
          !isBuiltin(name) &&
          name !== OPTIONAL &&
          !allowed.some((packageName) => name === packageName || name.startsWith(`${packageName}/`)),
      );
      expect(disallowed, path).toEqual([]);
    }
  });

  it("serves both cores with the same files", () => {
    const filesIn = (folder: string): string[] =>
      [...paths].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length));
    expect(filesIn("dist/cdktn").sort()).toEqual(filesIn("dist/lib").sort());
    expect(filesIn("dist/lib").length).toBeGreaterThan(100);
  });

  it("contains nothing about the machine that built it", () => {
    const telling = [...paths].filter((path) => readFileSync(join(ROOT, path), "utf8").includes(ROOT));
    expect(telling).toEqual([]);
  });

  it("stays within its budget", () => {
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(MAX_UNPACKED_BYTES);
  });
});

/** Packed files that a packed file imports. */
function targets(file: string): string[] {
  const extension = file.endsWith(".d.ts") ? ".d.ts" : ".js";
  return specifiers(file)
    .filter((name) => name.startsWith("."))
    .map((name) => posix.join(posix.dirname(file), name))
    .map((path) => [path, path + extension, `${path}/index${extension}`].find((name) => paths.has(name)) ?? path);
}

const known = new Map<string, string[]>();

function specifiers(file: string): string[] {
  if (!/\.(js|ts)$/.test(file)) return [];
  const read = (): string[] => specifiersIn(readFileSync(join(ROOT, file), "utf8"));
  if (!known.has(file)) known.set(file, paths.has(file) ? read() : []);
  return known.get(file)!;
}
