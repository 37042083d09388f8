import { nextStep, progressOf } from "./entry";
import type { Progress, RetryPolicy } from "./entry";
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
  /** How long the oldest one has been due, in milliseconds; the figure to raise an alarm on. */
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
    const progress = progressOf(await journal.read(key));
    if (nextStep(progress, clock.now(), retry) === "leave") return;
    const content = await store.get(name);
    if (!content) return;
    const dueAt = dueSince(progress, openEnvelope(content, key).head.receivedAt);
    oldestMs = Math.max(oldestMs, clock.now() - dueAt);
    if (!isTimeToNudge(clock.now(), dueAt, modifiedAt)) return;
    await store.put(name, content);
    nudged++;
  });
  return { waiting, nudged, oldestMs, next };
}

/** Since when there has been something to do about a callback, in milliseconds since 1970. */
function dueSince({ phase, until, last }: Progress, receivedAt: number): number {
  return phase === "claimed" || phase === "waiting" ? until : (last?.at ?? receivedAt);
}

/**
 * Once, and then after twice the time each: where there are more callbacks than workers, each nudge is one more event in
 * front of them, and a nudge for all at every sweep would be more than they can ever work off.
 */
function isTimeToNudge(now: number, dueAt: number, modifiedAt: number): boolean {
  return modifiedAt <= dueAt || now - modifiedAt >= (now - dueAt) / 2;
}
