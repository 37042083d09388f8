import { INBOX } from "./names";
import type { Clock, Store } from "./store";

export interface BacklogOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Callbacks for which a worker was called and that are not gone yet, at most. */
  readonly maxInFlight: number;
}

const POLL_MS = 250;

/** What has not gone after this time is not waited for: its worker failed, or its call was lost. */
const IN_FLIGHT_MS = 30_000;

/** Pages of the list that one look takes. */
const MAX_PAGES = 4;

/**
 * How many workers are called at a time: as many more as callbacks go from the inbox. Where none goes, no worker takes
 * them up, and more calls would only wait in front of them.
 */
export class Backlog {
  /** Callbacks that went from the inbox after their worker was called. */
  drained = 0;
  readonly #calledAt = new Map<string, number>();
  #progressAt: number;
  #polling: Promise<void> | undefined;
  #isStalled = false;

  constructor(private readonly options: BacklogOptions) {
    this.#progressAt = options.clock.elapsed();
  }

  /** Waits until a worker may be called for a callback. False when that is of no use, or `hasTime` says so. */
  async enter(name: string, hasTime: () => boolean): Promise<boolean> {
    while (!this.#isStalled && this.#calledAt.size >= this.options.maxInFlight) {
      if (!hasTime()) return false;
      await (this.#polling ??= this.#poll().finally(() => (this.#polling = undefined)));
    }
    if (this.#isStalled) return false;
    if (this.#calledAt.size === 0) this.#progressAt = this.options.clock.elapsed();
    this.#calledAt.set(name, this.options.clock.elapsed());
    return true;
  }

  /** Takes note of what is gone by now. */
  async look(): Promise<void> {
    if (this.#calledAt.size === 0) return;
    const { store, clock } = this.options;
    const waiting = [...this.#calledAt.keys()].sort();
    const [first, last] = [waiting[0]!, waiting.at(-1)!];
    const present = new Set<string>();
    let marker = first.slice(0, -1); // sorts before it
    let isEnd = false;
    for (let page = 0; page < MAX_PAGES && !isEnd; page++) {
      const { objects, next } = await store.list(INBOX, marker);
      for (const { name } of objects) present.add(name);
      isEnd = next === undefined || next <= marker || next > last;
      marker = next ?? marker;
    }
    const now = clock.elapsed();
    for (const [name, calledAt] of this.#calledAt) {
      const isGone = !present.has(name) && (isEnd || name <= marker);
      if (isGone) {
        this.drained++;
        this.#progressAt = now;
      }
      if (isGone || now - calledAt > IN_FLIGHT_MS) this.#calledAt.delete(name);
    }
    this.#isStalled = now - this.#progressAt > IN_FLIGHT_MS;
  }

  async #poll(): Promise<void> {
    await this.options.clock.sleep(POLL_MS);
    await this.look();
  }
}
