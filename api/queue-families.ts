/**
 * CI's services. Each has a queue and the same calls under different names. Turning a service on creates its queue.
 *
 * @see https://www.tencentcloud.com/document/product/1045/49896
 */
import type { BucketAddress } from "./hosts";

/** Names of one service in CI's API. */
interface Family {
  /** Path of the queue calls. */
  readonly queues: string;
  /** Path of the calls that turn the service on and off, and that list the buckets with the service. */
  readonly service: string;
  /** Element of a bucket in the list of buckets with the service. */
  readonly bucketElement: string;
}

/** The library's names of the services, and CI's names. */
export const QUEUE_FAMILIES = {
  media: {
    queues: "/queue",
    service: "/mediabucket",
    bucketElement: "MediaBucketList",
  },
  picture: {
    queues: "/picqueue",
    service: "/picbucket",
    bucketElement: "PicBucketList",
  },
  speech: {
    queues: "/asrqueue",
    service: "/asrbucket",
    bucketElement: "AsrBucketList",
  },
  ai: {
    queues: "/ai_queue",
    service: "/ai_bucket",
    bucketElement: "AiBucketList",
  },
  document: {
    queues: "/docqueue",
    service: "/docbucket",
    bucketElement: "DocBucketList",
  },
  file: {
    queues: "/file_queue",
    service: "/file_bucket",
    bucketElement: "FileBucketList",
  },
} as const satisfies Readonly<Record<string, Family>>;

/** A service of CI with a queue. */
export type QueueFamily = keyof typeof QUEUE_FAMILIES;

/** A service of a bucket. */
export interface ServiceAddress extends BucketAddress {
  /** @default "media" */
  readonly family?: QueueFamily;
}

export const QUEUE_FAMILY_NAMES = Object.keys(QUEUE_FAMILIES) as readonly QueueFamily[];

export function isQueueFamily(name: unknown): name is QueueFamily {
  return typeof name === "string" && Object.hasOwn(QUEUE_FAMILIES, name);
}
