/** Distinguishes a missing object from a failed read: CI documents no error code for a service that is off. */
import { CiApiError } from "../../api/errors";
import { findMediaBucket } from "../../api/media-buckets";
import type { ServiceAddress } from "../../api/queue-families";
import { explain, isBucketMissing } from "../advice";
import type { Client } from "../client";

/**
 * The result of `find`; undefined if there is no object, no service or no bucket.
 *
 * @throws DiagnosticError for any other failure
 */
export async function lookUp<T>(
  doing: string,
  client: Client,
  address: ServiceAddress,
  signal: AbortSignal,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (isBucketMissing(error)) return undefined;
    if (error instanceof CiApiError && error.status < 500 && error.status !== 429) {
      if (await isServiceOff(client, address, signal)) return undefined;
    }
    throw explain(error, doing);
  }
}

/** False also when the lookup itself is refused: the first failure is then reported. */
async function isServiceOff(client: Client, address: ServiceAddress, signal: AbortSignal): Promise<boolean> {
  try {
    return (await findMediaBucket(client.ci, address, signal)) === undefined;
  } catch (error) {
    if (error instanceof CiApiError) return false;
    throw error;
  }
}
