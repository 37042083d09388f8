import type { Readable } from "node:stream";

/** Limits of the log of one call. SCF documents none; the limit of a line is that of a value in CLS. */
export const LOG_LIMITS = {
  /** @see https://www.tencentcloud.com/document/product/614/78959 */
  lineCharacters: 1_000_000,
  /** Limits of the first lines, which are always kept. */
  firstLines: 50_000,
  firstCharacters: 5_000_000,
  /** Limits of the last lines of a longer log, which show how the call ended. */
  lastLines: 500,
  lastCharacters: 100_000,
} as const;

export type LogStream = "stdout" | "stderr";

interface Line {
  readonly stream: LogStream;
  readonly text: string;
}

/** Writes the lines of one call. Of a log above the limits, writes the first lines at once and the last lines at its end. */
export class CallLog {
  readonly #kept = { lines: 0, characters: 0 };
  readonly #omitted = { lines: 0, characters: 0 };
  /** The last lines of a log above the limits. */
  readonly #last: Line[] = [];
  #lastCharacters = 0;
  #isCut = false;

  constructor(private readonly write: (stream: LogStream, text: string) => void) {}

  add(stream: LogStream, text: string): void {
    this.#isCut ||=
      this.#kept.lines >= LOG_LIMITS.firstLines || this.#kept.characters + text.length > LOG_LIMITS.firstCharacters;
    if (this.#isCut) return this.#keepLast({ stream, text });
    this.#kept.lines++;
    this.#kept.characters += text.length;
    this.write(stream, text);
  }

  /** Ends the log. Above the limits, writes a line that counts the omitted lines, then the last lines. */
  end(): void {
    const { lines, characters } = this.#omitted;
    if (lines > 0) {
      const { firstLines, firstCharacters, lastLines, lastCharacters } = LOG_LIMITS;
      const limits = `the log of a call keeps its first ${firstLines} lines or ${firstCharacters} characters, and its last ${lastLines} lines or ${lastCharacters} characters`;
      this.write("stderr", `[log cut: ${lines} lines with ${characters} characters are left out here; ${limits}]`);
      Object.assign(this.#omitted, { lines: 0, characters: 0 });
    }
    for (const { stream, text } of this.#last.splice(0)) this.write(stream, text);
    this.#lastCharacters = 0;
  }

  #keepLast(line: Line): void {
    this.#last.push(line);
    this.#lastCharacters += line.text.length;
    const { lastLines, lastCharacters } = LOG_LIMITS;
    while (this.#last.length > lastLines || (this.#last.length > 1 && this.#lastCharacters > lastCharacters)) {
      const { length } = this.#last.shift()!.text;
      this.#lastCharacters -= length;
      this.#omitted.lines++;
      this.#omitted.characters += length;
    }
  }
}

/**
 * Splits a stream into lines, and cuts lines above the limit. A line of NUL and a request id is not output: it marks the
 * end of that call's log.
 */
export function readLines(stream: Readable, onLine: (text: string) => void, onEnd: (requestId: string) => void): void {
  let line = "";
  let omitted = 0;
  const append = (part: string): void => {
    const room = LOG_LIMITS.lineCharacters - line.length;
    line += part.slice(0, room);
    omitted += Math.max(0, part.length - room);
  };
  const finish = (): void => {
    if (line.startsWith("\0")) onEnd(line.slice(1));
    else if (line !== "") onLine(omitted === 0 ? line : `${line} [line cut: ${omitted} characters are left out]`);
    line = "";
    omitted = 0;
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const [first, ...rest] = chunk.split("\n");
    append(first!);
    for (const part of rest) {
      finish();
      append(part);
    }
  });
  stream.on("end", finish);
}
