import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchor, codeBlocks, headings, links, pages, read, ROOT, sections } from "./pages";

const PAGES = pages();

it("there are pages to test", () => {
  expect(PAGES).toEqual(expect.arrayContaining(["README.md", "docs/constructs.md", "docs/guides/terraform.md"]));
});

describe.each(PAGES)("%s", (page) => {
  it("links to existing files and anchors", () => {
    const broken = links(page).filter((target) => !/^https?:/.test(target) && !exists(page, target));
    expect(broken).toEqual([]);
  });
});

/** Pages in two files; pages of examples may have both languages in one. */
const PAIRS = PAGES.filter((page) => page.endsWith(".zh-CN.md")).map((chinese) => ({
  chinese,
  english: chinese.replace(".zh-CN.md", ".md"),
}));

describe.each(PAIRS)("$english and $chinese", ({ english, chinese }) => {
  it("have the same sections, with tables of the same size and as many bullets, steps and pictures", () => {
    expect(sections(chinese)).toEqual(sections(english));
  });

  it("have code blocks of the same languages", () => {
    const languages = (page: string): string[] => codeBlocks(page).map(({ language }) => language);
    expect(languages(chinese)).toEqual(languages(english));
  });

  it("link to each other", () => {
    const name = (page: string): string => page.split("/").pop()!;
    expect(read(english)).toContain(`(${name(chinese)})`);
    expect(read(chinese)).toContain(`(${name(english)})`);
  });
});

it("every page of docs/ is in both languages", () => {
  const english = PAGES.filter((page) => page.startsWith("docs/") && !page.endsWith(".zh-CN.md"));
  expect(english.filter((page) => !PAGES.includes(page.replace(".md", ".zh-CN.md")))).toEqual([]);
});

function exists(page: string, target: string): boolean {
  const [path = "", fragment] = decodeURIComponent(target).split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  return fragment === undefined || headings(file).some(({ title }) => anchor(title) === fragment);
}
