/** Published pages: every link has a target, in the package or in a clone. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { anchor } from "../docs/pages";
import { packedOnce } from "./support";

/**
 * Only in a clone: sources, pictures of the inspector, lists of messages, figures and open points, pages for
 * contributors, and the reference of the constructs, which editors show from the declarations.
 */
const CLONE_ONLY =
  /^(local|test)\/|^CONTRIBUTING|^docs\/images\/inspector[\w.-]*\.png$|^docs\/(decisions\/|architecture|constructs|measured|messages|open-points)/;

let root: string;

beforeAll(async () => {
  root = (await packedOnce()).unpacked;
}, 60_000);

it("every link of the packed pages has a target, except those into a clone", () => {
  const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  for (const page of ["README.md", "README.zh-CN.md"]) expect(linksOf(page).length, page).toBeGreaterThan(30);
  expect(pages.length).toBeGreaterThan(40);
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !isThere(page, target) && !CLONE_ONLY.test(pathOf(page, target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8").replace(/```[^]*?```|`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https:/.test(target));
}

function pathOf(page: string, target: string): string {
  const [path = ""] = decodeURIComponent(target).split("#");
  return path === "" ? page : normalize(join(dirname(page), path)).replace(/\/$/, "");
}

function isThere(page: string, target: string): boolean {
  const path = join(root, pathOf(page, target));
  const [, fragment] = decodeURIComponent(target).split("#");
  if (!existsSync(path)) return false;
  if (fragment === undefined || statSync(path).isDirectory()) return true;
  const titles = [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchor(title!.trim()));
  return titles.includes(fragment);
}
