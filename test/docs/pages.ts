/** Parses the Markdown pages for users. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

export interface CodeBlock {
  /** Position of its first line of code, such as `docs/handler.md:12`. */
  readonly at: string;
  readonly language: string;
  readonly code: string;
  /** Why it is not compiled, from `<!-- not compiled: reason -->` before it. */
  readonly notCompiled?: string;
}

/** Pages, as paths from the root. */
export function pages(): string[] {
  const under = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const names = [...readdirSync(ROOT), ...under("docs"), ...under("examples")];
  return names
    .filter((name) => name.endsWith(".md") && !/node_modules|cdktf\.out|docs\/(api|verified)\//.test(name))
    .sort();
}

export function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

const BLOCK =
  /(?:<!-- not compiled: (?<reason>[^>]+) -->\n+)?^(?<indent> *)```(?<language>\w*)\n(?<code>[^]*?)^ *```$/gm;

export function codeBlocks(page: string): CodeBlock[] {
  const text = read(page);
  return [...text.matchAll(BLOCK)].map((match) => {
    const { reason, indent = "", language = "", code = "" } = match.groups!;
    const line = text.slice(0, match.index + match[0].indexOf("```")).split("\n").length + 1;
    const plain = code.replace(new RegExp(`^${indent}`, "gm"), "");
    return { at: `${page}:${line}`, language, code: plain, notCompiled: reason };
  });
}

/** Text without blocks of code. */
export function prose(page: string): string {
  return read(page)
    .replace(BLOCK, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, ""));
}

/** Titles of sections, with their depth. */
export function headings(page: string): { depth: number; title: string }[] {
  return [...prose(page).matchAll(/^(#+) (.+)$/gm)].map(([, hashes = "", title = ""]) => ({
    depth: hashes.length,
    title: title.trim(),
  }));
}

/** Counts of a section's elements, to compare its two languages. */
export interface Section {
  readonly depth: number;
  /** Rows and columns of each table. */
  readonly tables: readonly string[];
  readonly bullets: number;
  readonly steps: number;
  readonly pictures: number;
}

export function sections(page: string): Section[] {
  return prose(page)
    .split(/^(?=#+ )/m)
    .map((text) => ({
      depth: /^#*/.exec(text)![0].length,
      tables: [...text.matchAll(/(?:^ *\|.*\|$\n?)+/gm)].map(([table]) => {
        const rows = table.trim().split("\n");
        return `${rows.length} × ${rows[0]!.replace(/\\\|/g, "").split("|").length - 2}`;
      }),
      bullets: [...text.matchAll(/^ *- /gm)].length,
      steps: [...text.matchAll(/^ *\d+\. /gm)].length,
      pictures: [...text.matchAll(/!\[/g)].length,
    }));
}

/** Targets of links and pictures. */
export function links(page: string): string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** The fragment in links to a section. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}
