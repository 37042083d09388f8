/**
 * Batch jobs: one job or workflow on each object that already exists, by prefix or by a list.
 *
 * @see https://www.tencentcloud.com/document/api/1045/50369
 * @see https://www.tencentcloud.com/document/product/1045/47030
 */
import type { CiClient } from "./client";
import { ciHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { listPages } from "./pages";
import type { CreationWindow } from "./pages";
import { childrenOf, textOf } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

const PATH = "/inventorytriggerjob";
const LISTS = ["JobsDetail"];

/** `Job` runs one type of job, `Workflow` runs a whole workflow. */
export type BatchType = "Job" | "Workflow";

export interface BatchRequest {
  readonly name: string;
  readonly type: BatchType;
  /** CI's `Input`: `Prefix`, `Manifest`, `UrlFile` or `Object`. */
  readonly input: Readonly<Record<string, XmlContent>>;
  /** CI's `Operation`. */
  readonly operation: Readonly<Record<string, XmlContent>>;
}

export interface BatchJob {
  readonly jobId: string;
  /** `Submitted`, `Running`, `Success`, `Failed`, `Pause` or `Cancel`. */
  readonly state: string;
  readonly code: string;
  readonly message: string;
  readonly createTime: string;
}

/** Starts a batch job. Not repeated if the answer is lost: a second batch job would process every object again. */
export async function createBatchJob(
  client: CiClient,
  bucket: BucketAddress,
  { name, type, input, operation }: BatchRequest,
  signal?: AbortSignal,
): Promise<BatchJob | undefined> {
  const xml = ["Request", { Name: name, Type: type, Input: input, Operation: operation }] as const;
  const call = { method: "POST", host: ciHost(bucket), path: PATH, lists: LISTS, signal, xml } as const;
  return jobOf(await client.requestXml(call));
}

/** Undefined if CI does not know a job with this id, or no longer knows it. */
export async function findBatchJob(
  client: CiClient,
  bucket: BucketAddress,
  jobId: string,
  signal?: AbortSignal,
): Promise<BatchJob | undefined> {
  const call = { method: "GET", host: ciHost(bucket), path: `${PATH}/${jobId}`, lists: LISTS, signal } as const;
  const job = jobOf(await client.requestXml(call));
  return job?.jobId === jobId ? job : undefined;
}

/** Batch jobs with this name, oldest first. */
export async function* listBatchJobs(
  client: CiClient,
  bucket: BucketAddress,
  name: string,
  window: CreationWindow,
): AsyncGenerator<BatchJob> {
  const call = { path: PATH, list: "JobsDetail", query: { name } };
  for await (const element of listPages(client, bucket, call, window)) {
    // The pages do not say whether the query is exact or matches a prefix. A batch job without a name in the answer
    // counts as a match.
    if (["", name].includes(textOf(element, "Name"))) yield toBatchJob(element);
  }
}

/** Stops a batch job. Jobs that it has already submitted continue. */
export async function cancelBatchJob(
  client: CiClient,
  bucket: BucketAddress,
  jobId: string,
  signal?: AbortSignal,
): Promise<void> {
  const query = { cancel: "" };
  await client.requestXml({ method: "PUT", host: ciHost(bucket), path: `${PATH}/${jobId}`, query, signal });
}

function jobOf(answer: XmlElement): BatchJob | undefined {
  const element = childrenOf(answer, "JobsDetail")[0];
  return element && toBatchJob(element);
}

function toBatchJob(element: XmlElement): BatchJob {
  return {
    jobId: textOf(element, "JobId"),
    state: textOf(element, "State"),
    code: textOf(element, "Code"),
    message: textOf(element, "Message"),
    createTime: textOf(element, "CreationTime"),
  };
}
