/**
 * Jobs: one operation on one object.
 *
 * @see https://www.tencentcloud.com/document/product/1045/73157
 */
import type { CiClient } from "./client";
import { isRefusal } from "./errors";
import { ciHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { isId, pathOf } from "./ids";
import { jobKindOf, readPathsOf } from "./job-types";
import type { JobPath } from "./job-types";
import { listPages } from "./pages";
import type { CreationWindow } from "./pages";
import { childrenOf } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

/** Elements of the answers that repeat, for all types of job. */
const LISTS = ["JobsDetail", "NonExistJobIds"];

/**
 * Submits a job and returns its `JobsDetail`, with the vendor's field names. Not repeated if the answer is lost,
 * because the repetition would be a second job.
 */
export async function createJob(
  client: CiClient,
  bucket: BucketAddress,
  request: Readonly<Record<string, XmlContent>>,
  { path = "/jobs", signal }: { readonly path?: JobPath; readonly signal?: AbortSignal } = {},
): Promise<XmlElement | undefined> {
  const call = { method: "POST", host: ciHost(bucket), path, lists: LISTS, signal } as const;
  const answer = await client.requestXml({ ...call, xml: ["Request", request] });
  return childrenOf(answer, "JobsDetail")[0];
}

/**
 * The `JobsDetail` of a job; undefined when there is no such job.
 *
 * @param tag type of the job, as far as it is known; see `readPathsOf`
 */
export function getJob(
  client: CiClient,
  bucket: BucketAddress,
  jobId: string,
  tag?: string,
): Promise<XmlElement | undefined> {
  return readByPaths(jobId, tag, async (path) => {
    const answer = await client.requestXml({ method: "GET", host: ciHost(bucket), path, lists: LISTS });
    return childrenOf(answer, "JobsDetail").find((job) => job["JobId"] === jobId);
  });
}

/**
 * The answer of the first path that knows the job; undefined if none does, and for an invalid id.
 *
 * @throws CiApiError when CI refuses the likeliest path and no other path knows the job
 */
export async function readByPaths<T>(
  jobId: string,
  tag: string | undefined,
  read: (path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  if (!isId(jobId)) return undefined;
  let refusal: unknown;
  for (const [index, path] of readPathsOf(jobId, tag).entries()) {
    try {
      const found = await read(pathOf(path, jobId));
      if (found) return found;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (index === 0) refusal = error;
    }
  }
  if (refusal) throw refusal as Error;
  return undefined;
}

/**
 * Jobs of one type that were created in a period, oldest first, with the vendor's field names. CI has no list without a
 * type, and no list of file jobs.
 */
export async function* listJobs(
  client: CiClient,
  bucket: BucketAddress,
  tag: string,
  window: CreationWindow,
): AsyncGenerator<XmlElement> {
  const { listPath: path } = jobKindOf(tag);
  if (path) yield* listPages(client, bucket, { path, list: "JobsDetail", query: { tag } }, window);
}
