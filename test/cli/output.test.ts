import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible } from "../../api/visible";
import type { Output, Words } from "../../cli/output";
import { createOutput } from "../../cli/output";
import { Reporter } from "../../cli/local/report";
import { anyCharacter } from "../support/any-character";

/** Characters that a terminal acts on: C0, DEL, C1, line separators, direction marks. A tab is harmless. */
// eslint-disable-next-line no-control-regex -- they are what must not be there
const ACTIVE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const HOSTILE = {
  "an escape sequence": "\u001b[2J\u001b[1;1H",
  "the title of the window": "\u001b]0;pwned\u0007",
  "a link": "\u001b]8;;https://evil.test\u001b\\text\u001b]8;;\u001b\\",
  "C1 as one character": "\u009b2J\u009d0;pwned\u009c",
  "another line": "\n200 accepted\r\nforged",
  "text from right to left": "\u202egpj.exe\u202c \u2067x\u2069",
  "line separators": "a\u2028b\u2029c\u0085d",
  backspaces: "200\u0008\u0008\u0008500\u007f",
};

interface Written {
  out: string;
  err: string;
}

function outputTo(written: Written, isJson = false): Output {
  const out = { write: (text: string) => void (written.out += text) };
  const err = { write: (text: string) => void (written.err += text), isTTY: true };
  return createOutput(isJson, out, err);
}

describe("what a command writes", () => {
  const ways: Readonly<Record<string, (output: Output, words: Words) => void>> = {
    result: (output, words) => output.result({ words }, words),
    failure: (output, words) => output.failure({ words }, words),
    summary: (output, words) => output.summary(words),
  };

  it.each(Object.entries(HOSTILE))("escapes %s", (_, text) => {
    for (const write of Object.values(ways)) {
      const written = { out: "", err: "" };
      write(outputTo(written), `key ${text} end`);
      const [line, end, ...rest] = (written.out + written.err).split("\n");
      expect([end, ...rest]).toEqual([""]);
      expect(line).not.toMatch(ACTIVE);
      expect(line).toMatch(/^key .*\\u00.* end$|^key .*\\u20.* end$/);
    }
  });

  it("has exactly the given number of lines, for any content", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: anyCharacter }), { minLength: 1 }), (lines) => {
        for (const write of Object.values(ways)) {
          const written = { out: "", err: "" };
          write(outputTo(written), lines);
          const text = written.out + written.err;
          expect(text.endsWith("\n")).toBe(true);
          expect(text.slice(0, -1).split("\n")).toHaveLength(lines.length);
          expect(text.replaceAll("\n", "")).not.toMatch(ACTIVE);
        }
      }),
    );
  });

  it("is, as JSON, one line with the same value and no control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const written = { out: "", err: "" };
        outputTo(written, true).result({ [text]: text }, "");
        expect(written.out.slice(0, -1)).not.toMatch(ACTIVE);
        expect(JSON.parse(written.out)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
      }),
    );
  });

  it("escapes control characters in progress lines", () => {
    const written = { out: "", err: "" };
    outputTo(written).progress("1 callback\u001b[2J\n");
    expect(written.err).toBe("1 callback\\u001b[2J\\u000a");
  });

  it("goes through one module for all commands", () => {
    const root = join(__dirname, "../../cli");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const writers = files.filter((name) =>
      /std(out|err)\.write|console\.|\bwrite\(`/.test(readFileSync(join(root, name), "utf8")),
    );
    expect(files.length).toBeGreaterThan(30);
    expect(writers.sort()).toEqual(["main.ts", "output.ts"]);
  });
});

describe("a line of local", () => {
  it.each(Object.entries(HOSTILE))("escapes %s of an upload, a log line or an answer", (_, text) => {
    const written = { out: "", err: "" };
    const reporter = new Reporter(outputTo(written));
    const body = JSON.stringify({
      EventName: "TaskFinish",
      JobsDetail: [{ JobId: `j${text}`, Tag: "Snapshot", State: "Success", Input: { Object: `a${text}` } }],
    });
    const delivery = { at: new Date(0), format: "JSON", url: "u", requestBody: Buffer.from(body), answer: text, ms: 1 };
    reporter.delivery({ ...delivery, status: 200 } as never);
    reporter.delivery({ ...delivery, error: text } as never);
    reporter.log({ at: new Date(0), functionName: "f", stream: "stdout", requestId: "r", text } as never, () => false);
    const inner = JSON.stringify({ level: "info", message: text, object: text });
    reporter.log(
      { at: new Date(0), functionName: "f", stream: "stdout", requestId: "r", text: inner } as never,
      () => false,
    );
    expect(written.out.split("\n")).toHaveLength(5);
    expect(written.out.replaceAll("\n", "")).not.toMatch(ACTIVE);
  });
});

describe("visible", () => {
  it("keeps printable text", () => {
    for (const text of ["视频/测试.mp4", "été", "a\\b", "👩‍👩‍👧", "שלום", "مرحبا", "100 %"])
      expect(visible(text)).toBe(text);
  });

  it("leaves escaped text unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => void expect(visible(visible(text))).toBe(visible(text))),
    );
  });
});
