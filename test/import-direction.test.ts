import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { specifiersIn } from "../scripts/package/imports";

const ROOT = join(__dirname, "..");

/** Which rooms' code a room may import, besides its own. */
const ALLOWED: Record<string, readonly string[]> = {
  api: [],
  handler: ["api"],
  // Tables of facts from CI's pages: data that handler and provider share.
  lib: ["lib/providers", "api/job-types", "api/queue-families"],
  provider: ["api"],
  local: ["api", "provider/plugin"],
  "local/inspector": ["api", "handler", "local"],
  // Watched code is built like the constructs' code, without loading cdktf. Calls use the same proxies as the provider.
  cli: [
    ...["api", "handler", "local", "local/inspector"],
    ...["build-hints", "bundle-files", "bundle-options", "entry-options", "zip"].map((name) => `lib/code/${name}`),
    "lib/terraform/provider-files",
    "provider/http/agent",
    "provider/plugin", // types of what the executables of the providers export
  ],
  testing: ["handler", "local"],
  // Shared code of tests, benchmarks and scripts; then each of them, from the bottom up.
  harness: ["api", "handler", "provider", "local", "local/inspector", "cli"],
  scripts: ["api", "handler", "provider", "local", "local/inspector", "cli", "harness"],
  bench: ["api", "handler", "provider", "local", "local/inspector", "cli", "lib", "harness", "scripts"],
};

/** Rooms whose code is not published may use any package of `devDependencies`. */
const UNPUBLISHED = ["harness", "scripts", "bench"];

/** Packages that a room may import; Node's own modules are allowed everywhere. */
const PACKAGES: Record<string, readonly string[]> = {
  api: ["fast-xml-parser"],
  handler: ["fast-xml-parser"],
  lib: ["cdktf", "constructs", "esbuild", "fflate"],
  provider: ["http-proxy-agent", "https-proxy-agent"],
  local: ["fflate", "fast-xml-parser"],
  "local/inspector": [],
  cli: ["esbuild"],
  testing: [],
};

const ROOMS = Object.keys(ALLOWED);

/** An import in a file of a room. */
interface Import {
  readonly file: string;
  /** A path from the root, or the name of a package. */
  readonly target: string;
}

it.each(ROOMS)("%s imports only the rooms and packages that it may", (room) => {
  expect(importsOf(room).filter(({ target }) => !mayImport(room, target))).toEqual([]);
});

it.each(ROOMS)("%s has imports, so that the rule is tested", (room) => {
  expect(importsOf(room).length).toBeGreaterThan(0);
});

it.each([
  ["lib", "handler/index"],
  ["lib", "api/client"],
  ["handler", "lib/index"],
  ["handler", "cdktf"],
  ["handler", "esbuild"],
  ["provider", "local/cloud"],
  ["local", "provider/resources/media-queue"],
  ["local", "lib/index"],
  ["local", "handler/index"],
  ["local", "local/inspector/inspector"],
  ["local/inspector", "lib/index"],
  ["cli", "lib/index"],
  ["api", "provider/plugin/index"],
  ["harness", "scripts/demo/stack"],
  ["scripts", "bench/figures"],
  ["bench", "test/support/example"],
])("%s may not import %s", (room, target) => {
  expect(mayImport(room, target)).toBe(false);
});

it("no files import each other in a circle, types included", () => {
  expect(circlesOf(importGraph())).toEqual([]);
});

it("a circle is reported", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(circlesOf(graph)).toEqual([["b", "c"]]);
});

/** Files of all rooms, and the files that each imports. */
function importGraph(): Map<string, string[]> {
  const imports = ROOMS.flatMap(importsOf);
  const files = new Set(ROOMS.flatMap(sourcesOf).map((file) => relative(ROOT, file)));
  const fileOf = (target: string): string | undefined =>
    [target, `${target}.ts`, `${target}/index.ts`].find((name) => files.has(name));
  const graph = new Map([...files].map((file) => [file, [] as string[]]));
  for (const { file, target } of imports) graph.get(file)!.push(...[fileOf(target) ?? []].flat());
  return graph;
}

/** Groups of two or more that import each other: Tarjan's strongly connected components. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      const reached = !order.has(target) ? visit(target) : path.includes(target) ? order.get(target)! : Infinity;
      lowest.set(file, Math.min(lowest.get(file)!, reached));
    }
    if (lowest.get(file) === order.get(file)) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1) circles.push(group.sort());
    }
    return lowest.get(file)!;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

function mayImport(room: string, target: string): boolean {
  const isIn = (folder: string): boolean => target === folder || target.startsWith(`${folder}/`);
  if (target.startsWith("node:")) return true;
  const inner = ROOMS.find((name) => name.includes("/") && isIn(name)); // a room inside another is not part of it
  if (inner !== undefined) return [room, ...ALLOWED[room]!].includes(inner);
  if (isIn("test")) return false;
  if (ROOMS.some(isIn)) return [room, ...ALLOWED[room]!].some(isIn);
  return UNPUBLISHED.includes(room) || PACKAGES[room]!.some(isIn);
}

const parsed = new Map<string, Import[]>();

function importsOf(room: string): Import[] {
  const imports = parsed.get(room) ?? parse(room);
  parsed.set(room, imports);
  return imports;
}

function parse(room: string): Import[] {
  return sourcesOf(room).flatMap((file) =>
    specifiersIn(readFileSync(file, "utf8")).map((specifier) => ({
      file: relative(ROOT, file),
      target: resolve(file, specifier),
    })),
  );
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(ROOT, join(dirname(file), specifier));
  return specifier.replace(/^#(tencentcloud|tencentci)\//, "lib/providers/$1/");
}

function sourcesOf(room: string): string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("providers/"))
    .filter((name) => !ROOMS.some((inner) => inner.startsWith(`${room}/`) && `${room}/${name}`.startsWith(`${inner}/`)))
    .map((name) => join(ROOT, room, name));
}
