import { PROBE } from "../../handler/delivery/durable/guard";
import type { Options } from "./options";

/**
 * Called if a list is empty: a mistyped prefix looks the same as an inbox without problems.
 *
 * @throws Error if there is no inbox
 */
export async function requireInbox({ store, bucket, prefix }: Options): Promise<void> {
  if (await store.get(PROBE)) return;
  throw new Error(
    `There is no inbox under the prefix ${prefix} in the bucket ${bucket}, or no function has used it yet`,
  );
}
