import { expect, it } from "vitest";
import { read } from "./pages";

/** Each name once, in order. */
const once = (names: readonly string[]): string[] => [...new Set(names)];

it.each([
  ["docs/troubleshooting.md", "docs/cli.md", "## The doctor"],
  ["docs/troubleshooting.zh-CN.md", "docs/cli.zh-CN.md", "## 诊断"],
])("%s explains the checks of doctor in the same order", (page, commands, title) => {
  const [, section = ""] = read(commands).split(`${title}\n`);
  const links = [...section.split("\n## ")[0]!.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, name]) => name!);
  expect(links.length).toBeGreaterThan(10);
  const rows = [...read(page).matchAll(/^\| +\d+ \|[^|`]*`([a-z]+)`/gm)].map(([, name]) => name!);
  expect(once(rows)).toEqual(links);
});
