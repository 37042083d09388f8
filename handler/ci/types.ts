import type { BucketAddress } from "../../api/hosts";
import type { Job, WorkflowExecution } from "../callback/events";
import type { KnownTag, OperationOf } from "../callback/tags";

/** A leaf of a request; numbers and booleans become text. */
type Leaf = string | number | boolean;

/** Any part of the structure that a shape describes, for requests. */
export type PartOf<T> = T extends string
  ? Leaf
  : T extends readonly (infer Item)[]
    ? readonly PartOf<Item>[]
    : { readonly [Name in keyof T]?: PartOf<T[Name]> };

/** A job to submit. */
export interface JobRequest<Tag extends KnownTag> {
  readonly tag: Tag;
  /** Input object. A few types of job have none. */
  readonly input?: { readonly object: string } | { readonly url: string };
  /** Parameters, with the vendor's field names. */
  readonly operation: PartOf<OperationOf<Tag>>;
  /** @default - CI's queue for this type of job */
  readonly queueId?: string;
  /** URL that CI reports the end of the job to; `no` for no report. @default - the receiver of the queue */
  readonly callBack?: string;
  /** @default "XML" */
  readonly callBackFormat?: "XML" | "JSON";
}

/** Options of `putObject`. */
export interface PutOptions {
  /** @default "application/octet-stream" */
  readonly contentType?: string;
  /** @default - the configured bucket */
  readonly bucket?: BucketAddress;
}

/**
 * Calls to CI and COS with the temporary key of the function's role, which must allow them. Loaded at the first call.
 * Each call rejects with `CiApiError` if the service refuses, and with `TransportError` if it cannot be reached; before
 * that, reads are repeated three times. `bucket` defaults to the configured one (`CI_CALLBACK_BUCKET`). Do not take the
 * bucket from a callback: an attacker would name their own.
 */
export interface Ci {
  /** Submits a job. Not repeated if its answer is lost, because a second job would run and cost money. */
  submitJob<Tag extends KnownTag>(request: JobRequest<Tag>, bucket?: BucketAddress): Promise<Job>;
  /** The current state of a job; `undefined` if CI knows no job with this id. */
  getJob(jobId: string, bucket?: BucketAddress): Promise<Job | undefined>;
  /** The current state of a workflow run; `undefined` if CI knows no run with this id. */
  getExecution(runId: string, bucket?: BucketAddress): Promise<WorkflowExecution | undefined>;
  /** Content of an object; `undefined` if there is none. */
  getObject(key: string, bucket?: BucketAddress): Promise<Uint8Array | undefined>;
  /** Writes an object; replaces an existing one. */
  putObject(key: string, content: string | Uint8Array, options?: PutOptions): Promise<void>;
}
