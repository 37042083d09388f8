import type { LogStream } from "./call-log";

/** One line that a function wrote. */
export interface LogLine {
  readonly at: Date;
  readonly namespace: string;
  readonly functionName: string;
  readonly version: string;
  /**
   * The call during which it was written. While the code loads, this is the call that the process was started for; after
   * an answer, it is the call that was answered last.
   */
  readonly requestId: string;
  readonly stream: LogStream;
  readonly text: string;
}

/** Lines and characters that are kept for all calls together; older lines are dropped. */
const MAX_LINES = 100_000;
const MAX_CHARACTERS = 50_000_000;
/** Share of the limits that a drop keeps. Below 1, since every drop moves all kept lines. */
const KEPT_PART = 0.9;

/** Log lines of functions, oldest first. */
export class Logs {
  readonly all: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  #characters = 0;

  constructor(private readonly now: () => Date) {}

  add(line: Omit<LogLine, "at">): void {
    const added = { at: this.now(), ...line };
    this.all.push(added);
    this.#characters += line.text.length;
    if (this.all.length > MAX_LINES || this.#characters > MAX_CHARACTERS) this.#drop();
    for (const listener of this.#listeners) listener(added);
  }

  /** Calls the listener for every new line; returns a function that stops this. */
  listen(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Drops the oldest lines, never the newest one. */
  #drop(): void {
    let dropped = 0;
    const isAboveLimit = (): boolean =>
      this.all.length - dropped > MAX_LINES * KEPT_PART || this.#characters > MAX_CHARACTERS * KEPT_PART;
    while (dropped < this.all.length - 1 && isAboveLimit()) this.#characters -= this.all[dropped++]!.text.length;
    this.all.splice(0, dropped);
  }
}
