/** Users can find each message: in docs/messages.md by its text, in docs/troubleshooting.md by CI's code. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import {
  fixedPart,
  MESSAGE_PAGES,
  MESSAGE_ROOMS,
  messagesIn,
  messagesOf,
  sourcesOf,
  withMessages,
} from "../../scripts/docs/messages";
import { read, ROOT } from "./pages";

describe.each(MESSAGE_PAGES)("%s", (page) => {
  it("has the messages of the code (npm run docs renews it)", { timeout: 120_000 }, () => {
    expect(read(page)).toBe(withMessages(page));
  });

  // Found without a parser, to detect messages that the parser overlooks.
  it.each(MESSAGE_ROOMS)("contains the errors of %s", (room) => {
    const thrown = sourcesOf(room).flatMap((file) => [
      ...readFileSync(file, "utf8")
        .replace(/^ *\*.*$/gm, "")
        .matchAll(/new \w*Error\(\s*(?:\d+, )?(["`])((?:(?!\1)[^\\\n])+)\1/g),
    ]);
    const texts = thrown.map(([, , text = ""]) => fixedPart(text.replace(/\$\{[^}]*\}+/g, "…")));
    const telling = texts.filter((text) => text.split(" ").length > 3 && !/[{}]/.test(text));
    expect(telling.length).toBeGreaterThan(3);
    expect(telling.filter((text) => !read(page).includes(text))).toEqual([]);
  });
});

describe("a message in the code", () => {
  it.each([
    ["a text", 'throw new Error("it must be so");', ["it must be so"]],
    ["values", "throw new Error(`x must be ${rule} (got ${value})`);", ["x must be … (got …)"]],
    ["a sum", 'throw new Error("x must " + "be");', ["x must be"]],
    ["alternatives", 'throw new Error(odd ? "x must be even" : "x must be odd");', ["x must be even", "x must be odd"]],
    ["a constant", 'const TEXT = "x must be"; throw new Error(TEXT);', ["x must be"]],
    ["a status before it", 'throw new HttpError(404, "not found", "no secret");', ["not found", "no secret"]],
    ["a checked subject", 'checkText(scope, "Name of it", name, A, "be");', ["Name of it must …"]],
    ["a diagnostic", 'errorAt(path, "Invalid name", "It must be so.");', ["Invalid name", "It must be so."]],
    ["a line of the log", 'ctx.log.error("callback dead", { key });', ["callback dead"]],
    ["a finding of the doctor", 'return broken("the queue is gone", "do this");', ["the queue is gone"]],
    ["what a script prints", 'console.error("no bucket is given");', ["no bucket is given"]],
  ])("is found if it is %s", (_, code, messages) => expect(messagesIn(code)).toEqual(messages));
});

/** Folders without messages of their own, and benchmarks, whose messages are for developers. */
const WITHOUT_MESSAGES = ["bench", "dist", "docs", "examples", "test"];

it("every folder with code has a list", () => {
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|node_modules|^coverage$/.test(entry.name))
    .map(({ name }) => name);
  const listed = MESSAGE_ROOMS.flatMap(sourcesOf).map((file) => relative(ROOT, file).split("/")[0]!);
  expect([...new Set(listed), ...WITHOUT_MESSAGES].sort()).toEqual(folders.sort());
});

it("every room has messages", () => {
  for (const room of MESSAGE_ROOMS) expect(messagesOf(room).length, room).toBeGreaterThan(10);
});

it.each(["docs/troubleshooting.md", "docs/troubleshooting.zh-CN.md"])("%s has every code with advice", (page) => {
  const advice = readFileSync(join(ROOT, "provider/advice.ts"), "utf8");
  const [, table = ""] = /const ADVICE[^=]*= \{\n([^]*?)\n\};/.exec(advice) ?? [];
  const codes = [...table.matchAll(/^ {2}"?([\w.]+)"?:/gm)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !read(page).includes(`\`${code}\``))).toEqual([]);
});
