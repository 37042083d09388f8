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
  /**
   * Milliseconds that an object may stay in the inbox before the sweeper checks it: the store's own event is on its
   * way.
   */
  readonly graceMs: number;
  /** Maximum number of workers that are called at a time. @default 1000 */
  readonly maxInFlight?: number;
  /** Called for each object that could not be processed; the others continue. */
  readonly onFailure?: (name: string, error: unknown) => void;
  /** Called from time to time with the progress of the sweep. */
  readonly onProgress?: (progress: SweepProgress) => Promise<void> | void;
}

/** Progress of a sweep. */
export interface SweepProgress {
  /** Objects that were checked, or counted. */
  readonly waiting: number;
  /** Objects for which a worker was called again. */
  readonly nudged: number;
  /** Those of the nudged objects that have left the inbox. */
  readonly drained: number;
}

/** Result of a sweep. */
export interface Sweep extends SweepProgress {
  /** True if `waiting` is the exact number; otherwise it is a lower bound. */
  readonly isCounted: boolean;
  /** Objects that could not be processed. */
  readonly failed: number;
  /** How long the oldest callback has been due, in milliseconds; raise an alarm on this figure. */
  readonly oldestMs: number;
  /** Name after which to continue, if time or workers ran out before the end of the inbox. */
  readonly next?: string;
}

/** Objects that are checked concurrently. Each takes several round trips, and a function's time costs money. */
const CONCURRENCY = 32;

/** The longest time between two nudges: a repaired worker finds its work within this time. */
const MAX_NUDGE_MS = 10 * 60_000;

const PROGRESS_MS = 10_000;

/**
 * Finds callbacks that wait needlessly (a lost event, a dead worker, a retry that is due) and writes their objects
 * again, unchanged: the store's event then starts a worker for each. So the workers run concurrently, and the sweeper
 * runs no user code. An unreadable object is not written.
 *
 * @param after name after which to begin
 * @param hasTime called before every object
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
  #firstRefused: string | undefined;
  #reportedAt: number;

  constructor(
    private readonly options: SweeperOptions,
    private readonly hasTime: () => boolean,
  ) {
    const { store, clock, maxInFlight = DEFAULT_MAX_IN_FLIGHT } = options;
    this.#backlog = new Backlog({ store, clock, maxInFlight });
    this.#reportedAt = clock.elapsed();
  }

  async run(after: string): Promise<Sweep> {
    await forEachOf(this.#objectsInTime(after), CONCURRENCY, async (object) => {
      this.#waiting++;
      await this.#reportProgress();
      await this.#check(object).catch((error: unknown) => {
        this.#failed++;
        this.options.onFailure?.(object.name, error);
      });
    });
    if (this.#next !== undefined) await this.#count(this.#next);
    if (this.#firstRefused !== undefined) this.#next = this.#firstRefused;
    if (after !== "") await this.#count("", after);
    if (this.#nudged > 0) await this.#backlog.poll();
    return {
      ...{ ...this.#progress(), isCounted: this.#isCounted, failed: this.#failed, oldestMs: this.#oldestMs },
      next: this.#next,
    };
  }

  async *#objectsInTime(after: string): AsyncGenerator<StoredObject> {
    let last = after;
    for await (const object of listAll(this.options.store, INBOX, after)) {
      if (!this.hasTime() || this.#isFull) return void (this.#next = last);
      yield object;
      last = object.name;
    }
  }

  /** Counts the objects after a name, without reading them. */
  async #count(after: string, last?: string): Promise<void> {
    for await (const { name } of listAll(this.options.store, INBOX, after)) {
      if (last !== undefined && name > last) return;
      if (!this.hasTime()) return void (this.#isCounted = false);
      this.#waiting++;
    }
  }

  async #check({ name, modifiedAt, size }: StoredObject): Promise<void> {
    const { store, journal, clock, retry, graceMs } = this.options;
    const key = keyOfInboxName(name);
    if (key === undefined) throw new Error("not the name of a callback, which has letters, digits, _, - and .");
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
    if (this.#firstRefused === undefined || before < this.#firstRefused) this.#firstRefused = before;
  }

  #isDue(since: number, modifiedAt: number): boolean {
    const now = this.options.clock.now();
    this.#oldestMs = Math.max(this.#oldestMs, now - since);
    return isTimeToNudge(now, since, modifiedAt);
  }

  async #reportProgress(): Promise<void> {
    const { clock, onProgress } = this.options;
    if (clock.elapsed() - this.#reportedAt < PROGRESS_MS) return;
    this.#reportedAt = clock.elapsed();
    await onProgress?.(this.#progress());
  }

  #progress(): SweepProgress {
    return { waiting: this.#waiting, nudged: this.#nudged, drained: this.#backlog.drained };
  }
}

/** Since when a callback has been due, in milliseconds since 1970, according to its journal. */
function dueSince({ phase, until, last }: Progress): number | undefined {
  return until > 0 && phase !== "new" ? until : last?.at;
}

/**
 * True once, and then after intervals that double up to a limit. If there are more callbacks than workers, each nudge
 * adds an event to the queue; nudging all of them in every sweep would add more events than the workers can process.
 */
function isTimeToNudge(now: number, dueAt: number, modifiedAt: number): boolean {
  return modifiedAt <= dueAt || now - modifiedAt >= Math.min((now - dueAt) / 2, MAX_NUDGE_MS);
}
