import { INBOX } from "./names";
import type { Clock, Store } from "./store";

export interface BacklogOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Maximum number of callbacks whose worker was called and that are still in the inbox. */
  readonly maxInFlight: number;
}

const POLL_MS = 250;

/** A callback that is in the inbox after this time no longer counts: its worker failed, or the call was lost. */
const IN_FLIGHT_MS = 30_000;

/** Pages of the list that one poll reads. */
const MAX_PAGES = 4;

/**
 * Limits how many workers are called at a time: a new call for each callback that leaves the inbox. If none leaves, no
 * worker runs, and more calls would only queue up.
 */
export class Backlog {
  /** Callbacks that left the inbox after their worker was called. */
  drained = 0;
  readonly #calledAt = new Map<string, number>();
  #progressAt: number;
  #polling: Promise<void> | undefined;
  #isStalled = false;

  constructor(private readonly options: BacklogOptions) {
    this.#progressAt = options.clock.elapsed();
  }

  /** Waits until a worker may be called for a callback. False if no worker makes progress, or if `hasTime` is false. */
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

  /** Removes the callbacks that have left the inbox. */
  async poll(): Promise<void> {
    if (this.#calledAt.size === 0) return;
    const { store, clock } = this.options;
    const waiting = [...this.#calledAt.keys()].sort();
    const [first, last] = [waiting[0]!, waiting.at(-1)!];
    const present = new Set<string>();
    let marker = first.slice(0, -1); // sorts before `first`
    let isEnd = false;
    for (let page = 0; page < MAX_PAGES && !isEnd; page++) {
      const { objects, next } = await store.list(INBOX, marker);
      for (const { name } of objects) present.add(name);
      isEnd = next === undefined || next <= marker || next > last;
      marker = next ?? marker;
    }
    const now = clock.elapsed();
    for (const [name, calledAt] of this.#calledAt) {
      const hasLeft = !present.has(name) && (isEnd || name <= marker);
      if (hasLeft) {
        this.drained++;
        this.#progressAt = now;
      }
      if (hasLeft || now - calledAt > IN_FLIGHT_MS) this.#calledAt.delete(name);
    }
    this.#isStalled = now - this.#progressAt > IN_FLIGHT_MS;
  }

  async #poll(): Promise<void> {
    await this.options.clock.sleep(POLL_MS);
    await this.poll();
  }
}
