import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { read, ROOT } from "./pages";

const PATH = /`((?:api|bench|cli|docs|examples|handler|harness|lib|local|provider|scripts|test)(?:\/[\w.-]+)*)`/g;

it.each(["CONTRIBUTING.md", "CONTRIBUTING.zh-CN.md"])("%s names files and folders that exist", (page) => {
  const named = [...read(page).matchAll(PATH)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
