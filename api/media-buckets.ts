/**
 * The media service of a bucket: on or off, and with it the bucket's queue.
 *
 * @see https://www.tencentcloud.com/document/product/436/75236
 */
import type { CiClient } from "./client";
import { CiApiError } from "./errors";
import { ciHost, ciRegionHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { childrenOf, textOf } from "./xml";
import type { XmlElement } from "./xml";

export interface MediaBucket {
  readonly bucketId: string;
  readonly region: string;
  readonly createTime: string;
}

const ALREADY_ENABLED = "MediaBucketAlreadyBinded"; // the vendor's spelling

/** Turns the media service on, which makes a queue; on already, nothing changes. */
export async function enableMedia(client: CiClient, bucket: BucketAddress, signal?: AbortSignal): Promise<void> {
  try {
    // Repeating is safe: the second time is refused as already done.
    await client.requestXml({ method: "POST", host: ciHost(bucket), path: "/mediabucket", signal, safeToRepeat: true });
  } catch (error) {
    if (!(error instanceof CiApiError && error.code === ALREADY_ENABLED)) throw error;
  }
}

/** Turns the media service off, for all its users, and removes the queue. */
export async function disableMedia(client: CiClient, bucket: BucketAddress, signal?: AbortSignal): Promise<void> {
  await client.requestXml({ method: "DELETE", host: ciHost(bucket), path: "/mediabucket", signal });
}

/** The bucket's media service; undefined when it is off. */
export async function findMediaBucket(
  client: CiClient,
  { bucket, region }: BucketAddress,
  signal?: AbortSignal,
): Promise<MediaBucket | undefined> {
  const answer = await client.requestXml({
    method: "GET",
    host: ciRegionHost(region),
    path: "/mediabucket",
    query: { regions: region, bucketNames: bucket, pageNumber: "1", pageSize: "100" },
    lists: ["MediaBucketList"],
    signal,
  });
  return childrenOf(answer, "MediaBucketList")
    .map(toMediaBucket)
    .find(({ bucketId }) => bucketId === bucket);
}

function toMediaBucket(element: XmlElement): MediaBucket {
  return {
    bucketId: textOf(element, "BucketId"),
    region: textOf(element, "Region"),
    createTime: textOf(element, "CreateTime"),
  };
}
