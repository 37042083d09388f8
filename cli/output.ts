import { visible } from "../api/visible";

/** One line, or several. A line break inside a line is escaped: otherwise text from outside could forge a line. */
export type Words = string | readonly string[];

/**
 * Output of a command: results to standard output, progress to standard error. Control characters are escaped here, for
 * all commands.
 */
export interface Output {
  /** Prints a result, as JSON or as text. */
  result(record: Readonly<Record<string, unknown>>, words: Words): void;
  /** Prints an error: with `--json` on standard output among the results, otherwise as text on standard error. */
  failure(record: Readonly<Record<string, unknown>>, words: Words): void;
  /** Replaces the last progress line; on terminals only. */
  progress(words: string): void;
  /** Prints a closing line for people; omitted with `--json`. */
  summary(words: Words): void;
  /** True if the reader of the results is gone, such as `head`; a command that only prints can then end. */
  readonly isAbandoned: boolean;
}

/** The part of a stream that is used. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  on?(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export function createOutput(isJson: boolean, out: Sink, err: Sink): Output {
  let [isProgressShown, isAbandoned] = [false, false];
  // The owner of the stream handles all other errors.
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
