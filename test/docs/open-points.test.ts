import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { read, ROOT } from "./pages";

const PAGES = ["docs/open-points.md", "docs/open-points.zh-CN.md"];

/** Name and places of each point. */
function points(page: string): { name: string; files: string[] }[] {
  const rows = read(page).matchAll(/^\| `([a-z-]+)` +\| [^|]+\| [^|]+\| ([^|]+)\|/gm);
  return [...rows].map(([, name = "", places = ""]) => ({
    name,
    files: [...places.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
  }));
}

describe("the open points", () => {
  it("are the same in both languages, each once", () => {
    const [english, chinese] = PAGES.map(points);
    expect(chinese).toEqual(english);
    const names = english!.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(25);
  });

  it("name files that exist", () => {
    const files = points(PAGES[0]!).flatMap(({ files: own }) => own);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
