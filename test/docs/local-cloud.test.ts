import { describe, expect, it } from "vitest";
import { read } from "./pages";

/** Record types that `local --json` prints. */
function printedTypes(): string[] {
  const records = read("cli/local/report.ts").matchAll(/\{\s*type: "(\w+)"/g);
  return [...new Set([...records].map(([, type = ""]) => type))].sort();
}

describe("the page about the local cloud", () => {
  it.each([
    ["docs/local-cloud.md", /whose `type` is ([^;]+);/],
    ["docs/local-cloud.zh-CN.md", /其 `type` 为 ([^；]+)；/],
  ])("%s names every record type of local --json", (page, list) => {
    const [, names = ""] = list.exec(read(page))!;

    const documented = [...names.matchAll(/`(\w+)`/g)].map(([, type = ""]) => type);

    expect(documented.sort()).toEqual(printedTypes());
    expect(documented.length).toBeGreaterThan(10);
  });
});
