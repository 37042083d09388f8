import { CallbackError } from "../../errors";
import { stateName } from "./names";
import type { Store } from "./store";

/** The store does not keep what everything here rests on. Nothing is lost: the callbacks wait. */
export class UnsafeStoreError extends CallbackError {
  static override readonly name: string = "UnsafeStoreError";
}

/** What is left under the prefix of every inbox that a worker or a sweeper has worked on. */
export const PROBE = stateName("created-once");

/**
 * Makes sure that the store refuses to create an object twice. COS does not once versioning has ever been enabled on the
 * bucket, suspended or not, and says so nowhere but in its documentation.
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
