import { stateName } from "../../handler/delivery/durable/names";
import type { Options } from "./options";

/** What every worker and sweeper leaves under its prefix before it does anything; see guard.ts. */
const TRACE = stateName("created-once");

/**
 * Called when nothing was listed: a prefix that is mistyped looks just like an inbox that is well.
 *
 * @throws Error when there is no inbox
 */
export async function requireInbox({ store, bucket, prefix }: Options): Promise<void> {
  if (await store.get(TRACE)) return;
  throw new Error(
    `There is no inbox under the prefix ${prefix} in the bucket ${bucket}, or nothing has worked on it yet`,
  );
}
