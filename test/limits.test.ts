import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(__dirname, "..");
const MAX_LINES = 260;
const MAX_FILES = 14;

/** Sources of the project; bindings are generated. */
const FOLDERS = [
  "api",
  "bench",
  "cli",
  "examples",
  "handler",
  "harness",
  "lib",
  "local",
  "provider",
  "scripts",
  "test",
];

/** Tables: lists of entries to look up, not to read through. */
const TABLES = ["local/inspector/texts/en.ts", "local/inspector/texts/zh.ts", "test/handler/callback/samples.ts"];

const FILES = FOLDERS.flatMap(sourcesIn);

function sourcesIn(path: string): string[] {
  if (path === "lib/providers" || path.endsWith("/node_modules")) return [];
  if (statSync(join(ROOT, path)).isDirectory()) {
    return readdirSync(join(ROOT, path)).flatMap((name) => sourcesIn(`${path}/${name}`));
  }
  return /\.(ts|mts|mjs)$/.test(path) ? [path] : [];
}

function linesOf(path: string): number {
  return readFileSync(join(ROOT, path), "utf8").trimEnd().split("\n").length;
}

describe("limits of size", () => {
  it(`no file has more than ${MAX_LINES} lines, except tables`, () => {
    const long = FILES.filter((path) => !TABLES.includes(path)).filter((path) => linesOf(path) > MAX_LINES);
    expect(long.map((path) => `${path}: ${linesOf(path)}`)).toEqual([]);
  });

  it("every table exists and needs the exception", () => {
    expect(TABLES.filter((path) => !FILES.includes(path) || linesOf(path) <= MAX_LINES)).toEqual([]);
  });

  it(`no folder of lib has more than ${MAX_FILES} files`, () => {
    const counts = new Map<string, number>();
    for (const path of FILES.filter((name) => name.startsWith("lib/"))) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([]);
    expect(counts.size).toBeGreaterThan(5);
  });
});
