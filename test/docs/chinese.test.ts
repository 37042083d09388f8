/** Consistent terms and Chinese punctuation on the Chinese pages. */
import { describe, expect, it } from "vitest";
import { codeBlocks, pages, prose } from "./pages";

const PAGES = pages().filter((page) => page.endsWith(".zh-CN.md"));

/** Wrong term → right term. */
const GLOSSARY: Readonly<Record<string, string>> = {
  你: "您",
  堆栈: "栈",
  本地模拟云: "本地云",
  构件: "构造",
  可靠投递: "持久投递",
  处理程序: "处理器",
  作业: "任务",
  管道: "流水线",
  令牌: "token",
  直接投递: "内联投递",
  清扫: "巡检",
  厂商: "官方",
  注册表: "registry",
};

/**
 * Next to a Chinese character: a comma, semicolon, colon, question or exclamation mark, or parenthesis of Latin text.
 */
const LATIN = /[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]/g;

/** A line that ends within a clause: Markdown renders the line break as a space between two characters. */
const BROKEN = /^(?![#|]).*[\u4e00-\u9fff]\n *[\u4e00-\u9fff]/gm;

/** Code without its comments, which are translated. */
const uncommented = (code: string): string => code.replace(/\s*(?:\/\/|#).*$/gm, "");

describe.each(PAGES)("%s", (page) => {
  it("uses the terms of the glossary", () => {
    expect(Object.keys(GLOSSARY).filter((word) => prose(page).includes(word))).toEqual([]);
  });

  it("has full-width punctuation next to Chinese", () => {
    const text = prose(page).replace(/\]\([^)]*\)/g, "");
    expect([...text.matchAll(LATIN)].map(({ index }) => text.slice(Math.max(0, index - 10), index + 10))).toEqual([]);
  });

  it("has no line break within a clause", () => {
    expect(prose(page).match(BROKEN)).toBeNull();
  });

  it("has the code of the English page", () => {
    const codes = (path: string): string[] => codeBlocks(path).map(({ code }) => uncommented(code));
    expect(codes(page)).toEqual(codes(page.replace(".zh-CN", "")));
  });
});
