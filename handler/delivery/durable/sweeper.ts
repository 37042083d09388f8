import { nextStep, progressOf } from "./entry";
import type { Progress, RetryPolicy } from "./entry";
import { openEnvelope } from "./envelope";
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
  /** Told of each object that could not be looked after; the others are. */
  readonly onFailure?: (name: string, error: unknown) => void;
}

/** What one sweep saw. */
export interface Sweep {
  /** Objects in the inbox. */
  readonly waiting: number;
  /** Those that a worker was called for again. */
  readonly nudged: number;
  /** Those that could not be looked after. */
  readonly failed: number;
  /** How long the oldest one has been due, in milliseconds; the figure to raise an alarm on. */
  readonly oldestMs: number;
  /** Name to go on after, when time or nudges ran out before the end of the inbox. */
  readonly next?: string;
}

/** Objects that are looked at together. Each takes some round trips, and time in a function is paid for. */
const CONCURRENCY = 16;

/** Workers that one sweep calls for. Each nudge is an event in front of them, and more of them do no more work. */
const MAX_NUDGES = 1000;

/** The longest time from nudge to nudge: a worker that was mended finds its work by then. */
const MAX_NUDGE_MS = 10 * 60_000;

/**
 * Looks for callbacks that wait without need (an event that never came, a worker that died, a retry that is due) and
 * writes their objects again, unchanged: the store's event then starts a worker for each. The work is so done by as many
 * workers as there are callbacks, not by the sweeper.
 *
 * @param after name to begin after
 * @param hasTime asked before every object
 */
export async function sweep(
  { store, journal, clock, retry, graceMs, onFailure }: SweeperOptions,
  after: string,
  hasTime: () => boolean,
): Promise<Sweep> {
  let [waiting, nudged, failed, oldestMs] = [0, 0, 0, 0];
  let next: string | undefined;

  async function* begun(): AsyncGenerator<StoredObject> {
    let last = after;
    for await (const object of listAll(store, INBOX, after)) {
      if (!hasTime() || nudged >= MAX_NUDGES) return void (next = last);
      yield object;
      last = object.name;
    }
  }

  const isDue = (since: number, modifiedAt: number): boolean => {
    oldestMs = Math.max(oldestMs, clock.now() - since);
    return isTimeToNudge(clock.now(), since, modifiedAt);
  };

  const look = async ({ name, modifiedAt }: StoredObject): Promise<void> => {
    const key = keyOfInboxName(name);
    if (key === undefined) throw new Error("not the name of a callback: letters, digits, _, - and . make one");
    if (clock.now() - modifiedAt < graceMs) return;
    const progress = progressOf(await journal.read(key));
    if (nextStep(progress, clock.now(), retry) === "leave") return;
    const since = dueSince(progress);
    if (since !== undefined && !isDue(since, modifiedAt)) return;
    const content = await store.get(name);
    if (!content) return;
    if (since === undefined && !isDue(openEnvelope(content, key).head.receivedAt || modifiedAt, modifiedAt)) return;
    await store.put(name, content);
    nudged++;
  };

  await forEachOf(begun(), CONCURRENCY, async (object) => {
    waiting++;
    await look(object).catch((error: unknown) => {
      failed++;
      onFailure?.(object.name, error);
    });
  });
  return { waiting, nudged, failed, oldestMs, next };
}

/** Since when there has been something to do about a callback, in milliseconds since 1970, as far as its journal says. */
function dueSince({ phase, until, last }: Progress): number | undefined {
  return phase === "claimed" || phase === "waiting" ? until : last?.at;
}

/**
 * Once, and then after twice the time each, up to a limit: where there are more callbacks than workers, each nudge is one
 * more event in front of them, and a nudge for all at every sweep would be more than they can ever work off.
 */
function isTimeToNudge(now: number, dueAt: number, modifiedAt: number): boolean {
  return modifiedAt <= dueAt || now - modifiedAt >= Math.min((now - dueAt) / 2, MAX_NUDGE_MS);
}
