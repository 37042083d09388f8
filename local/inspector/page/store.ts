/** The callbacks that the page has loaded, with the filter. */
import type { CallbackRow, Outcome } from "../protocol";

export type Filter = "all" | "good" | "waiting" | "bad";

const OUTCOMES: Readonly<Record<Filter, readonly Outcome[] | undefined>> = {
  all: undefined,
  good: ["done", "duplicate"],
  waiting: ["waiting"],
  bad: ["dead", "refused", "failed", "lost", "unrouted"],
};

export class Store {
  /** By id, oldest first. */
  readonly #rows = new Map<string, CallbackRow>();
  readonly #texts = new Map<string, string>();
  #words: readonly string[] = [];
  #filter: Filter = "all";
  /** Newest first. */
  #wanted: CallbackRow[] = [];

  /** @param limit maximum number of rows that are kept */
  constructor(public limit = 10_000) {}

  get size(): number {
    return this.#rows.size;
  }

  get wanted(): readonly CallbackRow[] {
    return this.#wanted;
  }

  /** Oldest first. */
  get all(): readonly CallbackRow[] {
    return [...this.#rows.values()];
  }

  get(id: string): CallbackRow | undefined {
    return this.#rows.get(id);
  }

  clear(): void {
    this.#rows.clear();
    this.#texts.clear();
    this.#wanted = [];
  }

  /** Adds new rows and updates changed ones. */
  put(rows: readonly CallbackRow[]): void {
    for (const row of rows) {
      this.#rows.set(row.id, row);
      this.#texts.set(row.id, searchText(row));
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= this.limit) break;
      this.#rows.delete(id);
      this.#texts.delete(id);
    }
    this.#select();
  }

  /** Keeps rows that contain every word of `text`, case-insensitively. */
  search(text: string): void {
    this.#words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    this.#select();
  }

  filter(filter: Filter): void {
    this.#filter = filter;
    this.#select();
  }

  #select(): void {
    const outcomes = OUTCOMES[this.#filter];
    const wanted: CallbackRow[] = [];
    for (const row of this.#rows.values()) {
      if (outcomes && !outcomes.includes(row.outcome)) continue;
      const text = this.#texts.get(row.id)!;
      if (this.#words.every((word) => text.includes(word))) wanted.push(row);
    }
    this.#wanted = wanted.sort((a, b) => b.order - a.order);
  }
}

function searchText({
  title,
  kind,
  subject,
  object,
  state,
  status,
  answer,
  outcome,
  format,
  key,
}: CallbackRow): string {
  return [title, kind, subject, object, state, status, answer, outcome, format, key].join("\n").toLowerCase();
}
