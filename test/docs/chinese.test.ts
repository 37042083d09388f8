/** Consistent terms and Chinese punctuation on the Chinese pages. */
import { describe, expect, it } from "vitest";
import { pages, prose } from "./pages";

const PAGES = pages().filter((page) => page.endsWith(".zh-CN.md"));

/** Wrong term → right term. */
const GLOSSARY: Readonly<Record<string, string>> = {
  你: "您",
  堆栈: "栈",
  本地模拟云: "本地云",
  构件: "构造",
  可靠投递: "持久投递",
  处理程序: "处理器",
};

/**
 * Next to a Chinese character: a comma, semicolon, colon, question or exclamation mark, or parenthesis of Latin text.
 */
const LATIN = /[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]/g;

describe.each(PAGES)("%s", (page) => {
  it("uses the terms of the glossary", () => {
    expect(Object.keys(GLOSSARY).filter((word) => prose(page).includes(word))).toEqual([]);
  });

  it("has full-width punctuation next to Chinese", () => {
    const text = prose(page).replace(/\]\([^)]*\)/g, "");
    expect([...text.matchAll(LATIN)].map(({ index }) => text.slice(Math.max(0, index - 10), index + 10))).toEqual([]);
  });
});
