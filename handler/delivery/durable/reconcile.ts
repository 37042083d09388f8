import { packEnvelope } from "./envelope";
import { inboxName, journalName } from "./names";
import type { Clock, Store } from "./store";

/** A job or a workflow run, as CI lists it. */
export interface CiItem {
  /** Key of the callback that it has, or would have, at its end. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970; `undefined` while it is under way. */
  readonly endedAt?: number;
  /** The callback that CI should have sent; `undefined` when CI no longer knows the item. */
  readonly body: () => Promise<string | undefined>;
}

/** CI, asked what it has done. */
export interface CiHistory {
  /** Jobs and runs created in a time, both ends included, in any order. Rejects when CI refuses or cannot be reached. */
  list(from: number, to: number): AsyncIterable<CiItem>;
}

export interface ReconcileOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly history: CiHistory;
  /** Milliseconds after its end for which a callback may still be on its way. */
  readonly graceMs: number;
  /** Milliseconds after its creation at which a job that has not ended is no longer waited for. */
  readonly maxAgeMs: number;
}

/** What came of asking CI. */
export interface Reconciliation {
  /** Items that CI listed. */
  readonly listed: number;
  /** Callbacks that never came and are in the inbox now. */
  readonly found: number;
  /** To be passed to the next call: everything created before is settled. Milliseconds since 1970. */
  readonly watermark: number;
}

/** Lists lag, and clocks differ: what is listed again was settled before and costs one look. */
const OVERLAP_MS = 5 * 60_000;

/** CI is asked hour by hour, so that what is settled stays so when time runs out on a long way. */
const WINDOW_MS = 3_600_000;

/**
 * Asks CI for all that was created since the watermark, and puts into the inbox what has ended without a callback. The
 * watermark goes up to the oldest item that is not settled. Rejects, with the watermark where it was, when CI does.
 *
 * @param hasTime asked before every hour
 */
export async function reconcile(
  options: ReconcileOptions,
  watermark: number,
  hasTime: () => boolean,
): Promise<Reconciliation> {
  const { clock, history, maxAgeMs } = options;
  const now = clock.now();
  const begin = Math.max(watermark, now - maxAgeMs);
  const end = now + OVERLAP_MS;
  let seen = begin;
  let oldestOpen = Infinity;
  let listed = 0;
  let found = 0;
  while (seen < end && hasTime()) {
    const until = Math.min(seen + WINDOW_MS, end);
    for await (const item of history.list(seen, until)) {
      listed++;
      const state = await settle(item, now, options);
      if (state === "open") oldestOpen = Math.min(oldestOpen, item.createdAt);
      if (state === "found") found++;
    }
    seen = until;
  }
  return { listed, found, watermark: Math.max(begin, Math.min(oldestOpen, seen - OVERLAP_MS, now - OVERLAP_MS)) };
}

async function settle(
  item: CiItem,
  now: number,
  { store, graceMs }: ReconcileOptions,
): Promise<"open" | "settled" | "found"> {
  if (item.endedAt === undefined || item.endedAt > now - graceMs) return "open";
  if (await store.get(journalName(item.key, 1))) return "settled";
  const body = await item.body();
  if (body === undefined) return "settled";
  const head = { key: item.key, source: "reconciled", receivedAt: now, headers: {} } as const;
  const created = await store.create(inboxName(item.key), packEnvelope({ head, body: Buffer.from(body) }));
  return created ? "found" : "settled";
}
