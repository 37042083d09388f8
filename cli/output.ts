import { visible } from "../api/visible";

/** One line, or several. A line break inside a line does not make another one: text from outside would forge it. */
export type Words = string | readonly string[];

/**
 * Where a command writes: results to standard output, and how far it is to standard error. Control characters of what is
 * written are escaped here, for all commands.
 */
export interface Output {
  /** A result: as JSON, or in words. */
  result(record: Readonly<Record<string, unknown>>, words: Words): void;
  /** Why there is no result: as JSON among the results, or in words where people look for errors. */
  failure(record: Readonly<Record<string, unknown>>, words: Words): void;
  /** Replaces the last progress; shown to people only. */
  progress(words: string): void;
  /** The last word of a command, for people; with `--json` the results say it all. */
  summary(words: Words): void;
  /** Whoever read the results is gone, as `head` is when it has enough: what only prints can end. */
  readonly isAbandoned: boolean;
}

/** What of a stream is used. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  on?(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export function createOutput(isJson: boolean, out: Sink, err: Sink): Output {
  let [isProgressShown, isAbandoned] = [false, false];
  // Whoever owns the stream says what other errors mean.
  out.on?.("error", ({ code }) => (isAbandoned ||= code === "EPIPE"));
  const clear = (): void => {
    if (isProgressShown) err.write("\r\x1b[K");
    isProgressShown = false;
  };
  const write = (sink: Sink, words: Words): void => {
    clear();
    if (!isAbandoned) sink.write(`${printable(words)}\n`);
  };
  return {
    get isAbandoned() {
      return isAbandoned;
    },
    result(record, words) {
      write(out, isJson ? JSON.stringify(record) : words);
    },
    failure(record, words) {
      if (isJson) write(out, JSON.stringify(record));
      else write(err, words);
    },
    progress(words) {
      if (!err.isTTY || isAbandoned) return;
      clear();
      err.write(printable(words));
      isProgressShown = true;
    },
    summary(words) {
      if (isJson) clear();
      else write(err, words);
    },
  };
}

function printable(words: Words): string {
  const lines = typeof words === "string" ? [words] : words;
  return lines.map((line) => visible(line, "\t")).join("\n");
}
