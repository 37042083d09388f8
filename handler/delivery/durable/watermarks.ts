import type { CiItem } from "./ci-history";

/** How far CI has been asked. */
export interface Asked {
  /** When each source got a cursor, at last. Milliseconds since 1970, as are all times here. */
  readonly at: number;
  /** By the name of a source: what was created before is settled or open. */
  readonly cursors: Readonly<Record<string, number>>;
  /** What had not ended when it was listed, and when it was created; the one that was asked for last stands last. */
  readonly open: readonly (readonly [ref: string, createdAt: number])[];
  /** The source that was asked last: the next one goes first, so that a long one lets others have their turn. */
  readonly last?: string;
  /** Whether sources go before what is open, the next time: what CI refuses one of them must not starve the other. */
  readonly sourcesFirst?: boolean;
}

/** Open items that are remembered; where there are more, the cursor of their source waits. */
export const MAX_OPEN = 2000;

/** How far CI has been asked, while it is. */
export class Watermarks {
  /** The source that was asked last. */
  last: string | undefined;
  readonly #cursors: Map<string, number>;
  readonly #open: Map<string, number>;
  readonly #begin: number;
  readonly #sourcesFirst: boolean;
  #at: number;

  /** @param lookBackMs by which a source that was not asked before begins before the last time */
  constructor(
    before: Asked,
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
   * Gives every source a cursor, though it may not be its turn for long.
   *
   * @param isComplete there are no other sources: their cursors are forgotten, and further ones will be new
   */
  know(sources: readonly string[], isComplete: boolean): void {
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

  /** The open items that are next to be asked for. */
  open(limit: number): string[] {
    return [...this.#open.keys()].slice(0, limit);
  }

  /** False when too many are open already. */
  remember({ ref, createdAt }: CiItem): boolean {
    if (this.#open.size >= MAX_OPEN && !this.#open.has(ref)) return false;
    this.#open.set(ref, createdAt);
    return true;
  }

  /** Has an open item asked for last, the next time. */
  moveToEnd(ref: string): void {
    const createdAt = this.#open.get(ref);
    this.#open.delete(ref);
    if (createdAt !== undefined) this.#open.set(ref, createdAt);
  }

  forget(ref: string): void {
    this.#open.delete(ref);
  }

  /** Whether an item is open and was created before a time. */
  isOlder(ref: string, time: number): boolean {
    return (this.#open.get(ref) ?? time) < time;
  }

  asked(): Asked {
    const [at, cursors, open] = [this.#at, Object.fromEntries(this.#cursors), [...this.#open]];
    return { at, cursors, open, last: this.last, sourcesFirst: this.#sourcesFirst };
  }
}
