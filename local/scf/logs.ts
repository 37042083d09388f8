import type { Readable } from "node:stream";

/** One line that a function wrote. */
export interface LogLine {
  readonly at: Date;
  readonly namespace: string;
  readonly functionName: string;
  readonly version: string;
  /** The call during which it was written; empty while the code was loaded. */
  readonly requestId: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Lines kept; older ones are dropped. */
const MAX_LINES = 100_000;

/** What functions wrote, oldest first. */
export class Logs {
  readonly all: LogLine[] = [];

  constructor(private readonly now: () => Date) {}

  add(line: Omit<LogLine, "at">): void {
    this.all.push({ at: this.now(), ...line });
    if (this.all.length > MAX_LINES) this.all.splice(0, this.all.length - MAX_LINES);
  }
}

/** Splits a stream into lines. One that begins with NUL is no output: it ends the log of the call that it names. */
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
