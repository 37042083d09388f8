import { nextStep, progressOf } from "./entry";
import type { RetryPolicy } from "./entry";
import { openEnvelope } from "./envelope";
import type { Journal } from "./journal";
import { INBOX, keyOfInboxName } from "./names";
import { forEachOf } from "./pool";
import type { Clock, Store } from "./store";
import { listAll } from "./store";

export interface SweeperOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** Milliseconds that an object may lie in the inbox before anybody wonders: the store's own event is on its way. */
  readonly graceMs: number;
}

/** What one sweep saw. */
export interface Sweep {
  /** Objects in the inbox. */
  readonly waiting: number;
  /** Those that a worker was called for again. */
  readonly nudged: number;
  /** Age of the oldest object that was due, in milliseconds; the figure to raise an alarm on. */
  readonly oldestMs: number;
  /** Name to go on after, when time ran out before the end of the inbox. */
  readonly next?: string;
}

/** Objects that are looked at together. Each takes some round trips, and time in a function is paid for. */
const CONCURRENCY = 16;

/**
 * Looks for callbacks that wait without need (an event that never came, a worker that died, a retry that is due) and
 * writes their objects again, unchanged: the store's event then starts a worker for each. The work is so done by as many
 * workers as there are callbacks, not by the sweeper.
 *
 * @param after name to begin after
 * @param hasTime asked before every object
 */
export async function sweep(
  { store, journal, clock, retry, graceMs }: SweeperOptions,
  after: string,
  hasTime: () => boolean,
): Promise<Sweep> {
  let waiting = 0;
  let nudged = 0;
  let oldestMs = 0;
  let last = after;
  let next: string | undefined;
  await forEachOf(listAll(store, INBOX, after), CONCURRENCY, async ({ name, modifiedAt }) => {
    if (!hasTime()) {
      next ??= last;
      return;
    }
    last = name;
    waiting++;
    const key = keyOfInboxName(name);
    if (key === undefined || clock.now() - modifiedAt < graceMs) return;
    if (nextStep(progressOf(await journal.read(key)), clock.now(), retry) === "leave") return;
    const content = await store.get(name);
    if (!content) return;
    oldestMs = Math.max(oldestMs, clock.now() - openEnvelope(content, key).head.receivedAt);
    await store.put(name, content);
    nudged++;
  });
  return { waiting, nudged, oldestMs, next };
}
