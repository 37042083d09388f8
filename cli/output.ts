/** Where a command writes: results to standard output, and how far it is to standard error. */
export interface Output {
  /** A result: as JSON, or in words. */
  result(record: Readonly<Record<string, unknown>>, words: string): void;
  /** Replaces the last progress; shown to people only. */
  progress(words: string): void;
  /** The last word of a command, for people; with `--json` the results say it all. */
  summary(words: string): void;
}

/** What of a stream is used. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export function createOutput(isJson: boolean, out: Sink, err: Sink): Output {
  let isProgressShown = false;
  const clear = (): void => {
    if (isProgressShown) err.write("\r\x1b[K");
    isProgressShown = false;
  };
  return {
    result(record, words) {
      clear();
      out.write(`${isJson ? JSON.stringify(record) : words}\n`);
    },
    progress(words) {
      if (!err.isTTY) return;
      clear();
      err.write(words);
      isProgressShown = true;
    },
    summary(words) {
      clear();
      if (!isJson) err.write(`${words}\n`);
    },
  };
}
