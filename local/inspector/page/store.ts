/** The callbacks that the page has loaded, with the filter. */
import type { CallbackRow, Outcome } from "../protocol";
import { matches, parseQuery, searchText } from "./query";
import type { Query } from "./query";

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
  #query: Query = parseQuery("");
  /** Callbacks with the texts of the query in their body or log; undefined if it has none. */
  #foundIds: ReadonlySet<string> | undefined;
  #filter: Filter = "all";
  /** Rows that match query and filter, newest first. */
  #matching: CallbackRow[] = [];

  /** @param limit maximum number of rows that are kept */
  constructor(public limit = 10_000) {}

  get size(): number {
    return this.#rows.size;
  }

  get matching(): readonly CallbackRow[] {
    return this.#matching;
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
    this.#matching = [];
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

  /**
   * Keeps rows that match a query, case-insensitively.
   *
   * @param foundIds callbacks with the query's texts in their body or log; `undefined` if it has none
   */
  search(query: Query, foundIds?: ReadonlySet<string>): void {
    this.#query = query;
    this.#foundIds = foundIds;
    this.#select();
  }

  filter(filter: Filter): void {
    this.#filter = filter;
    this.#select();
  }

  #select(): void {
    const outcomes = OUTCOMES[this.#filter];
    const matching: CallbackRow[] = [];
    for (const row of this.#rows.values()) {
      if (outcomes && !outcomes.includes(row.outcome)) continue;
      if (this.#foundIds && !this.#foundIds.has(row.id)) continue;
      if (matches(this.#query, row, this.#texts.get(row.id)!)) matching.push(row);
    }
    this.#matching = matching.sort((a, b) => b.order - a.order);
  }
}
