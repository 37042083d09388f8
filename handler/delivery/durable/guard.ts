import { CallbackError } from "../../errors";
import { stateName } from "./names";
import type { Clock, Store } from "./store";

/** The store lacks a guarantee that durable delivery needs. Nothing is lost: the callbacks wait. */
export class UnsafeStoreError extends CallbackError {
  static override readonly name: string = "UnsafeStoreError";
}

/** Object that stays under the prefix of every inbox that a worker or a sweeper has processed. */
export const PROBE = stateName("created-once");

/** How long a process trusts its check of the bucket: versioning may be enabled while the instance runs. */
const TRUST_MS = 5 * 60_000;

/** `requireCreateOnce` for an instance with many calls: it checks again after some minutes. */
export function createGuard(store: Store, clock: Clock): () => Promise<void> {
  let trustedUntil = 0;
  return async () => {
    const now = clock.elapsed();
    if (now < trustedUntil) return;
    await requireCreateOnce(store);
    trustedUntil = now + TRUST_MS;
  };
}

/**
 * Verifies that the store refuses to create an object twice. COS does not refuse once versioning has ever been enabled
 * on the bucket, even if it is suspended, as its documentation says.
 *
 * @throws UnsafeStoreError
 * @see https://cloud.tencent.com/document/product/436/7749
 */
export async function requireCreateOnce(store: Store): Promise<void> {
  if (!(await store.create(PROBE, ""))) return;
  if (!(await store.create(PROBE, ""))) return;
  throw new UnsafeStoreError(
    "The bucket of the inbox must refuse to create an object twice (got a second creation that succeeded): " +
      "versioning is or was enabled on it; use a bucket that never had it",
  );
}
