import { openEnvelope, packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { inboxName } from "./names";
import { UnreadableError } from "./seal";
import type { Clock, Store } from "./store";

/** Number of attempts to read an unreadable object, and milliseconds before the second attempt; doubled each time. */
const READS = 4;
const REREAD_MS = 100;

/**
 * Puts a callback into the inbox with a single creation and no reads. When this resolves, the callback is safe.
 *
 * @returns `duplicate` if a callback with the same key is waiting already
 */
export async function accept(store: Store, envelope: Envelope<string | Uint8Array>): Promise<"accepted" | "duplicate"> {
  const created = await store.create(inboxName(envelope.head.key), packEnvelope(envelope));
  return created ? "accepted" : "duplicate";
}

/**
 * Reads a callback; repeats the read if its content is damaged.
 *
 * @returns `undefined` if there is no object of that name
 * @throws UnreadableError if no read returns the complete callback: nothing may be written or deleted because of it
 */
export function readCallback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  name: string,
  key: string,
): Promise<Envelope | undefined> {
  return rereadDamaged(clock, async () => {
    const content = await store.get(name);
    return content && openEnvelope(content, key);
  });
}

/** Repeats a read that returned damaged content. */
export async function rereadDamaged<T>(clock: Clock, read: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof UnreadableError) || time === READS) throw error;
      await clock.sleep(REREAD_MS * 2 ** (time - 1));
    }
  }
}
