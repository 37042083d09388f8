import { openEnvelope, packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { inboxName } from "./names";
import { UnreadableError } from "./seal";
import type { Clock, Store } from "./store";

/** Times that what cannot be read is read, and milliseconds before the second time; they double. */
const READS = 4;
const REREAD_MS = 100;

/**
 * Puts a callback into the inbox: one creation, nothing read before or after. When this resolves the callback is safe.
 *
 * @returns `duplicate` when one with the same key waits already
 */
export async function accept(store: Store, envelope: Envelope<string | Uint8Array>): Promise<"accepted" | "duplicate"> {
  const created = await store.create(inboxName(envelope.head.key), packEnvelope(envelope));
  return created ? "accepted" : "duplicate";
}

/**
 * Reads a callback, several times if need be.
 *
 * @returns `undefined` when there is none of that name
 * @throws UnreadableError when what is read is never the whole callback: nothing may be written or deleted because of it
 */
export function readCallback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  name: string,
  key: string,
): Promise<Envelope | undefined> {
  return reading(clock, async () => {
    const content = await store.get(name);
    return content && openEnvelope(content, key);
  });
}

/** Repeats a read that gave what was not written. */
export async function reading<T>(clock: Clock, read: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof UnreadableError) || time === READS) throw error;
      await clock.sleep(REREAD_MS * 2 ** (time - 1));
    }
  }
}
