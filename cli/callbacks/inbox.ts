import { PROBE } from "../../handler/delivery/durable/guard";
import type { Options } from "./options";

/**
 * Called when nothing was listed: a prefix that is mistyped looks just like an inbox that is well.
 *
 * @throws Error when there is no inbox
 */
export async function requireInbox({ store, bucket, prefix }: Options): Promise<void> {
  if (await store.get(PROBE)) return;
  throw new Error(
    `There is no inbox under the prefix ${prefix} in the bucket ${bucket}, or nothing has worked on it yet`,
  );
}
