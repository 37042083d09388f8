import type { Readable } from "node:stream";

/** One line that a function wrote. */
export interface LogLine {
  readonly at: Date;
  readonly namespace: string;
  readonly functionName: string;
  readonly version: string;
  /** The call during which it was written; empty while the code is loading. */
  readonly requestId: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Number of lines kept; older ones are dropped. */
const MAX_LINES = 100_000;

/** Log lines of functions, oldest first. */
export class Logs {
  readonly all: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();

  constructor(private readonly now: () => Date) {}

  add(line: Omit<LogLine, "at">): void {
    const added = { at: this.now(), ...line };
    this.all.push(added);
    if (this.all.length > MAX_LINES) this.all.splice(0, this.all.length - MAX_LINES);
    for (const listener of this.#listeners) listener(added);
  }

  /** Calls the listener for every new line; returns a function that stops this. */
  listen(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/**
 * Splits a stream into lines. A line that begins with NUL is not output: it marks the end of the log of the call that
 * it names.
 */
export function readLines(stream: Readable, onLine: (text: string) => void, onEnd: (requestId: string) => void): void {
  let rest = "";
  const take = (line: string): void => {
    if (line.startsWith("\0")) onEnd(line.slice(1));
    else if (line !== "") onLine(line);
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    lines.forEach(take);
  });
  stream.on("end", () => take(rest));
}
