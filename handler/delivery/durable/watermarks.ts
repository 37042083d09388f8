import type { CiItem } from "./ci-history";

/** How far CI has been asked. */
export interface Asked {
  /** When, at last. Milliseconds since 1970, as are all times here. */
  readonly at: number;
  /** By the name of a source: what was created before is settled or open. */
  readonly cursors: Readonly<Record<string, number>>;
  /** What had not ended when it was listed, and when it was created; the one that was asked for last stands last. */
  readonly open: readonly (readonly [ref: string, createdAt: number])[];
  /** The source that was asked last: the next one goes first, so that a long one lets others have their turn. */
  readonly last?: string;
}

/** Open items that are remembered; where there are more, the cursor of their source waits. */
const MAX_OPEN = 2000;

/** How far CI has been asked, while it is. */
export class Watermarks {
  /** The source that was asked last. */
  last: string | undefined;
  readonly #cursors: Map<string, number>;
  readonly #open: Map<string, number>;

  /** @param sources those that are asked; one that was not asked before begins `lookBackMs` before the last time */
  constructor(
    before: Asked,
    sources: readonly string[],
    private readonly now: number,
    lookBackMs: number,
  ) {
    this.last = before.last;
    this.#cursors = new Map(Object.entries(before.cursors));
    this.#open = new Map(before.open);
    const begin = Math.min(before.at, now) - lookBackMs;
    for (const name of sources) if (!this.#cursors.has(name)) this.#cursors.set(name, begin);
  }

  cursorOf(source: string): number {
    return this.#cursors.get(source)!;
  }

  setCursor(source: string, cursor: number): void {
    this.#cursors.set(source, cursor);
  }

  /** Forgets the cursors of all other sources. */
  keepOnly(sources: readonly string[]): void {
    for (const name of this.#cursors.keys()) if (!sources.includes(name)) this.#cursors.delete(name);
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

  /** Forgets what was created before a time; gives how many there were. */
  forgetBefore(time: number): number {
    const old = [...this.#open].filter(([, createdAt]) => createdAt < time);
    for (const [ref] of old) this.forget(ref);
    return old.length;
  }

  asked(): Asked {
    return { at: this.now, cursors: Object.fromEntries(this.#cursors), open: [...this.#open], last: this.last };
  }
}
