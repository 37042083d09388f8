import { onTestFinished } from "vitest";
import { CiClient } from "../../api/client";
import type { XmlCall } from "../../api/client";
import { ciHost, cosHost, picHost } from "../../api/hosts";
import type { XmlElement } from "../../api/xml";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import type { LocalCloudOptions } from "../../local/options";

export const BUCKET = "media-1250000000";
const ADDRESS = { bucket: BUCKET, region: "ap-guangzhou" };
export const HOSTS = { ci: ciHost(ADDRESS), pic: picHost(ADDRESS), cos: cosHost(ADDRESS) };

/** A cloud with one bucket and jobs that end at once; closed after the test. */
export async function startCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 2, ...options });
  onTestFinished(() => cloud.close());
  return cloud;
}

/** A client without retries, so that a test gets every answer. */
export function clientOf(cloud: LocalCloud, key = cloud.credential): CiClient {
  return new CiClient({ credentials: key, endpoint: cloud.url, retry: { attempts: 1 } });
}

/** A call of the CI API on the bucket's host. */
export function ci(cloud: LocalCloud, call: Omit<XmlCall, "host">): Promise<XmlElement> {
  return clientOf(cloud).requestXml({ host: HOSTS.ci, lists: LISTS, ...call });
}

const LISTS = [
  "QueueList",
  "NonExistPIDs",
  "MediaWorkflowList",
  "NonExistIDs",
  "JobsDetail",
  "NonExistJobIds",
  "TimeInfo",
  "Tasks",
  "MediaBucketList",
  "WorkflowExecutionList",
];

/** Binds CI and enables media processing; returns the queue's id. */
export async function enableMedia(cloud: LocalCloud): Promise<string> {
  await clientOf(cloud).request({ method: "PUT", host: HOSTS.pic, path: "/" });
  await ci(cloud, { method: "POST", path: "/mediabucket" });
  return cloud.queues(BUCKET)[0]!.QueueId;
}

/** Status and code of a refused call. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string };
    return `${status} ${code}`;
  }
  return "accepted";
}
