import type { CiItem } from "./ci-history";

/** Progress of the reconciliation with CI. */
export interface ReconcileProgress {
  /** When the cursors of all sources were last created. Milliseconds since 1970, like all times here. */
  readonly at: number;
  /** Cursor by name of the source: every item created before it is settled or open. */
  readonly cursors: Readonly<Record<string, number>>;
  /**
   * Items that had not ended when they were listed, with their creation times; the item that was read last is
   * last.
   */
  readonly open: readonly (readonly [ref: string, createdAt: number])[];
  /** The source that was read last. The next one is read first, so that a long source does not starve the others. */
  readonly last?: string;
  /** Whether sources precede open items the next time, so that refusals by CI starve neither. */
  readonly sourcesFirst?: boolean;
}

/** Maximum number of open items that are remembered; beyond it, the cursor of their source waits. */
export const MAX_OPEN = 2000;

/** Progress of a running reconciliation. */
export class Watermarks {
  /** The source that was read last. */
  last: string | undefined;
  readonly #cursors: Map<string, number>;
  readonly #open: Map<string, number>;
  readonly #begin: number;
  readonly #sourcesFirst: boolean;
  #at: number;

  /** @param lookBackMs a new source begins this long before the last reconciliation */
  constructor(
    before: ReconcileProgress,
    private readonly now: number,
    lookBackMs: number,
  ) {
    this.last = before.last;
    this.#cursors = new Map(Object.entries(before.cursors));
    this.#open = new Map(before.open);
    this.#at = Math.min(before.at, now);
    this.#begin = this.#at - lookBackMs;
    this.#sourcesFirst = !before.sourcesFirst;
  }

  /**
   * Gives every source a cursor, even if it is read much later.
   *
   * @param isComplete there are no other sources: cursors of all others are deleted, and later sources count as new
   */
  setSources(sources: readonly string[], isComplete: boolean): void {
    for (const name of sources) if (!this.#cursors.has(name)) this.#cursors.set(name, this.#begin);
    if (!isComplete) return;
    for (const name of this.#cursors.keys()) if (!sources.includes(name)) this.#cursors.delete(name);
    this.#at = this.now;
  }

  cursorOf(source: string): number {
    return this.#cursors.get(source)!;
  }

  setCursor(source: string, cursor: number): void {
    this.#cursors.set(source, cursor);
  }

  /** The open items that are read next. */
  open(limit: number): string[] {
    return [...this.#open.keys()].slice(0, limit);
  }

  /** False if too many items are open already. */
  addOpen({ ref, createdAt }: CiItem): boolean {
    if (this.#open.size >= MAX_OPEN && !this.#open.has(ref)) return false;
    this.#open.set(ref, createdAt);
    return true;
  }

  /** Moves an open item to the end of the order. */
  moveToEnd(ref: string): void {
    const createdAt = this.#open.get(ref);
    this.#open.delete(ref);
    if (createdAt !== undefined) this.#open.set(ref, createdAt);
  }

  removeOpen(ref: string): void {
    this.#open.delete(ref);
  }

  /** Whether an item is open and was created before a time. */
  isOlder(ref: string, time: number): boolean {
    return (this.#open.get(ref) ?? time) < time;
  }

  progress(): ReconcileProgress {
    const [at, cursors, open] = [this.#at, Object.fromEntries(this.#cursors), [...this.#open]];
    return { at, cursors, open, last: this.last, sourcesFirst: this.#sourcesFirst };
  }
}
