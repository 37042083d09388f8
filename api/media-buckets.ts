/**
 * The services of a bucket. Each is on or off; a service that is on has a queue.
 *
 * @see https://www.tencentcloud.com/document/product/436/75236
 */
import type { CiClient } from "./client";
import { CiApiError } from "./errors";
import { ciHost, ciRegionHost } from "./hosts";
import { QUEUE_FAMILIES } from "./queue-families";
import type { ServiceAddress } from "./queue-families";
import { childrenOf, textOf } from "./xml";
import type { XmlElement } from "./xml";

export interface MediaBucket {
  readonly bucketId: string;
  readonly region: string;
  readonly createTime: string;
}

/** Documented for the media service only, in the vendor's spelling. */
const ALREADY_ENABLED = "MediaBucketAlreadyBinded";

/** Turns a service on, which creates its queue. Does nothing if the service is on. */
export async function enableMedia(client: CiClient, address: ServiceAddress, signal?: AbortSignal): Promise<void> {
  const path = pathOf(address);
  try {
    // Repeating is safe: CI refuses the second call because the service is on.
    await client.requestXml({ method: "POST", host: ciHost(address), path, signal, safeToRepeat: true });
  } catch (error) {
    if (!(error instanceof CiApiError)) throw error;
    // The answers of the other services are not documented, so the list of services that are on decides.
    if (error.code !== ALREADY_ENABLED && !(await findMediaBucket(client, address, signal))) throw error;
  }
}

/** Turns a service off for all its users, and removes its queue. */
export async function disableMedia(client: CiClient, address: ServiceAddress, signal?: AbortSignal): Promise<void> {
  await client.requestXml({ method: "DELETE", host: ciHost(address), path: pathOf(address), signal });
}

/** The service of the bucket; undefined if it is off. */
export async function findMediaBucket(
  client: CiClient,
  address: ServiceAddress,
  signal?: AbortSignal,
): Promise<MediaBucket | undefined> {
  const { bucket, region, family = "media" } = address;
  const { bucketElement } = QUEUE_FAMILIES[family];
  const answer = await client.requestXml({
    method: "GET",
    host: ciRegionHost(region),
    path: pathOf(address),
    query: { regions: region, bucketNames: bucket, pageNumber: "1", pageSize: "100" },
    lists: [bucketElement],
    signal,
  });
  return childrenOf(answer, bucketElement)
    .map(toMediaBucket)
    .find(({ bucketId }) => bucketId === bucket);
}

function pathOf({ family = "media" }: ServiceAddress): string {
  return QUEUE_FAMILIES[family].service;
}

function toMediaBucket(element: XmlElement): MediaBucket {
  return {
    bucketId: textOf(element, "BucketId"),
    region: textOf(element, "Region"),
    createTime: textOf(element, "CreateTime"),
  };
}
