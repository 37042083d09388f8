/** The pages on the inspector name its texts as the page shows them. */
import { expect, it } from "vitest";
import { en } from "../../local/inspector/texts/en";
import { zh } from "../../local/inspector/texts/zh";
import { read } from "./pages";

it.each([
  ["docs/inspector.md", en, /(?<![\w`])_([^_\n`]+)_(?!\w)/g],
  ["docs/inspector.zh-CN.md", zh, /“([^”\n]+)”/g],
])("%s quotes texts of the page, or their beginning", (page, texts, quote) => {
  const shown = Object.values(texts).map((text) => text.toLowerCase());
  const isShown = (label: string): boolean => {
    const pattern = label.toLowerCase();
    return shown.some((text) => text.startsWith(pattern) || filledIn(text).test(pattern));
  };
  const labels = [...read(page).matchAll(quote)].map(([, label]) => label!);
  expect(labels.length).toBeGreaterThan(20);
  expect(labels.filter((label) => !isShown(label))).toEqual([]);
});

/** A text whose placeholders have numbers. */
function filledIn(text: string): RegExp {
  const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("\\d+")}$`);
}
