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

/** Lines and characters that are kept of all calls together; older lines are dropped. */
const MAX_LINES = 100_000;
const MAX_CHARACTERS = 50_000_000;
/** Lines are dropped in blocks of this size, because each drop moves all other lines. */
const DROPPED_LINES = 5_000;

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
    if (this.all.length > MAX_LINES + DROPPED_LINES || this.#characters > MAX_CHARACTERS) this.#drop();
    for (const listener of this.#listeners) listener(added);
  }

  /** Calls the listener for every new line; returns a function that stops this. */
  listen(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #drop(): void {
    for (const { text } of this.all.splice(0, DROPPED_LINES)) this.#characters -= text.length;
  }
}
