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

/**
 * Asks CI for all that was created since the watermark, and puts into the inbox what has ended without a callback. The
 * watermark goes up to the oldest item that is not settled. Rejects, with the watermark where it was, when CI does.
 */
export async function reconcile(options: ReconcileOptions, watermark: number): Promise<Reconciliation> {
  const { store, clock, history, graceMs, maxAgeMs } = options;
  const now = clock.now();
  const oldest = now - maxAgeMs;
  let next = now - OVERLAP_MS;
  let listed = 0;
  let found = 0;
  for await (const item of history.list(Math.max(watermark, oldest), now + OVERLAP_MS)) {
    listed++;
    if (item.endedAt === undefined || item.endedAt > now - graceMs) {
      next = Math.min(next, item.createdAt);
      continue;
    }
    if (await store.get(journalName(item.key, 1))) continue;
    const body = await item.body();
    if (body === undefined) continue;
    const head = { key: item.key, source: "reconciled", receivedAt: now, headers: {} } as const;
    if (await store.create(inboxName(item.key), packEnvelope({ head, body: Buffer.from(body) }))) found++;
  }
  return { listed, found, watermark: Math.max(watermark, oldest, next) };
}
