/** Binding CI to a bucket. */
import type { CiClient } from "./client";
import { picHost } from "./hosts";
import type { BucketAddress } from "./hosts";

/** `on`, `off` or `unbinding`. */
export type CiStatus = string;

/** Whether CI is bound to the bucket. */
export async function readCiStatus(client: CiClient, bucket: BucketAddress, signal?: AbortSignal): Promise<CiStatus> {
  // The document has one element; the pages do not say what encloses it.
  const answer = await client.request({ method: "GET", host: picHost(bucket), path: "/", signal });
  return /<CIStatus>\s*(\w+)\s*<\/CIStatus>/.exec(answer.body.toString("utf8"))?.[1]?.toLowerCase() ?? "";
}

/** Binds CI to the bucket. Does nothing if CI is bound. */
export async function bindCi(client: CiClient, bucket: BucketAddress, signal?: AbortSignal): Promise<void> {
  await client.request({ method: "PUT", host: picHost(bucket), path: "/", signal });
}
