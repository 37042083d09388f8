import { Backlog } from "./backlog";
import { DEFAULT_MAX_IN_FLIGHT } from "./config";
import { nextStep, progressOf } from "./entry";
import type { Progress, RetryPolicy } from "./entry";
import { MAX_OBJECT_BYTES, packEnvelope } from "./envelope";
import { readCallback } from "./inbox";
import type { Journal } from "./journal";
import { INBOX, keyOfInboxName } from "./names";
import { forEachOf } from "./pool";
import type { Clock, Store, StoredObject } from "./store";
import { listAll } from "./store";

export interface SweeperOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** Milliseconds that an object may lie in the inbox before anybody wonders: the store's own event is on its way. */
  readonly graceMs: number;
  /** Workers that are called at a time, at most. @default 1000 */
  readonly maxInFlight?: number;
  /** Told of each object that could not be looked after; the others are. */
  readonly onFailure?: (name: string, error: unknown) => void;
  /** Told now and then how far the sweep has come. */
  readonly onProgress?: (progress: SweepProgress) => Promise<void> | void;
}

/** How far a sweep has come. */
export interface SweepProgress {
  /** Objects that were looked at, or counted. */
  readonly waiting: number;
  /** Those that a worker was called for again. */
  readonly nudged: number;
  /** Those of them that have gone since. */
  readonly drained: number;
}

/** What one sweep saw. */
export interface Sweep extends SweepProgress {
  /** Whether `waiting` is all that waits; else it is at least so many. */
  readonly isCounted: boolean;
  /** Those that could not be looked after. */
  readonly failed: number;
  /** How long the oldest one has been due, in milliseconds; the figure to raise an alarm on. */
  readonly oldestMs: number;
  /** Name to go on after, when time or workers ran out before the end of the inbox. */
  readonly next?: string;
}

/** Objects that are looked at together. Each takes some round trips, and time in a function is paid for. */
const CONCURRENCY = 32;

/** The longest time from nudge to nudge: a worker that was mended finds its work by then. */
const MAX_NUDGE_MS = 10 * 60_000;

const PROGRESS_MS = 10_000;

/**
 * Looks for callbacks that wait without need (an event that never came, a worker that died, a retry that is due) and
 * writes their objects again, unchanged: the store's event then starts a worker for each. The work is so done by as many
 * workers as there are callbacks, not by the sweeper. What cannot be read is not written.
 *
 * @param after name to begin after
 * @param hasTime asked before every object
 */
export function sweep(options: SweeperOptions, after: string, hasTime: () => boolean): Promise<Sweep> {
  return new Run(options, hasTime).run(after);
}

class Run {
  readonly #backlog: Backlog;
  #waiting = 0;
  #nudged = 0;
  #failed = 0;
  #oldestMs = 0;
  #isCounted = true;
  #isFull = false;
  #next: string | undefined;
  #refused: string | undefined;
  #toldAt: number;

  constructor(
    private readonly options: SweeperOptions,
    private readonly hasTime: () => boolean,
  ) {
    const { store, clock, maxInFlight = DEFAULT_MAX_IN_FLIGHT } = options;
    this.#backlog = new Backlog({ store, clock, maxInFlight });
    this.#toldAt = clock.elapsed();
  }

  async run(after: string): Promise<Sweep> {
    await forEachOf(this.#begun(after), CONCURRENCY, async (object) => {
      this.#waiting++;
      await this.#tell();
      await this.#look(object).catch((error: unknown) => {
        this.#failed++;
        this.options.onFailure?.(object.name, error);
      });
    });
    if (this.#next !== undefined) await this.#count(this.#next);
    if (this.#refused !== undefined) this.#next = this.#refused;
    if (after !== "") await this.#count("", after);
    if (this.#nudged > 0) await this.#backlog.look();
    return {
      ...{ ...this.#progress(), isCounted: this.#isCounted, failed: this.#failed, oldestMs: this.#oldestMs },
      next: this.#next,
    };
  }

  async *#begun(after: string): AsyncGenerator<StoredObject> {
    let last = after;
    for await (const object of listAll(this.options.store, INBOX, after)) {
      if (!this.hasTime() || this.#isFull) return void (this.#next = last);
      yield object;
      last = object.name;
    }
  }

  /** Counts what waits beyond a name, without a look at it. */
  async #count(after: string, last?: string): Promise<void> {
    for await (const { name } of listAll(this.options.store, INBOX, after)) {
      if (last !== undefined && name > last) return;
      if (!this.hasTime()) return void (this.#isCounted = false);
      this.#waiting++;
    }
  }

  async #look({ name, modifiedAt, size }: StoredObject): Promise<void> {
    const { store, journal, clock, retry, graceMs } = this.options;
    const key = keyOfInboxName(name);
    if (key === undefined) throw new Error("not the name of a callback: letters, digits, _, - and . make one");
    if (clock.now() - modifiedAt < graceMs) return;
    const progress = progressOf(await journal.read(key));
    if (nextStep(progress, clock.now(), retry) === "leave") return;
    if (progress.phase === "dead" && size > MAX_OBJECT_BYTES) return; // it stays; see worker.ts
    const since = dueSince(progress);
    if (since !== undefined && !this.#isDue(since, modifiedAt)) return;
    const envelope = await readCallback({ store, clock }, name, key);
    if (!envelope) return;
    if (since === undefined && !this.#isDue(envelope.head.receivedAt || modifiedAt, modifiedAt)) return;
    if (!(await this.#backlog.enter(name, this.hasTime))) return this.#refuse(name);
    await store.put(name, packEnvelope(envelope));
    this.#nudged++;
  }

  /** No worker can be called for it now: the next sweep begins with it. */
  #refuse(name: string): void {
    this.#isFull = true;
    const before = name.slice(0, -1);
    if (this.#refused === undefined || before < this.#refused) this.#refused = before;
  }

  #isDue(since: number, modifiedAt: number): boolean {
    const now = this.options.clock.now();
    this.#oldestMs = Math.max(this.#oldestMs, now - since);
    return isTimeToNudge(now, since, modifiedAt);
  }

  async #tell(): Promise<void> {
    const { clock, onProgress } = this.options;
    if (clock.elapsed() - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = clock.elapsed();
    await onProgress?.(this.#progress());
  }

  #progress(): SweepProgress {
    return { waiting: this.#waiting, nudged: this.#nudged, drained: this.#backlog.drained };
  }
}

/** Since when there has been something to do about a callback, in milliseconds since 1970, as far as its journal says. */
function dueSince({ phase, until, last }: Progress): number | undefined {
  return until > 0 && phase !== "new" ? until : last?.at;
}

/**
 * Once, and then after twice the time each, up to a limit: where there are more callbacks than workers, each nudge is one
 * more event in front of them, and a nudge for all at every sweep would be more than they can ever work off.
 */
function isTimeToNudge(now: number, dueAt: number, modifiedAt: number): boolean {
  return modifiedAt <= dueAt || now - modifiedAt >= Math.min((now - dueAt) / 2, MAX_NUDGE_MS);
}
