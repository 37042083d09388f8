import { packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { inboxName } from "./names";
import type { Store } from "./store";

/**
 * Puts a callback into the inbox: one creation, nothing read before or after. When this resolves the callback is safe.
 *
 * @returns `duplicate` when one with the same key waits already
 */
export async function accept(store: Store, envelope: Envelope<string | Uint8Array>): Promise<"accepted" | "duplicate"> {
  const created = await store.create(inboxName(envelope.head.key), packEnvelope(envelope));
  return created ? "accepted" : "duplicate";
}
