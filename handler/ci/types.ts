import type { BucketAddress } from "../../api/hosts";
import type { Job, WorkflowExecution } from "../callback/events";
import type { KnownTag, OperationOf } from "../callback/tags";

/** A leaf of a request; numbers and booleans become text. */
type Leaf = string | number | boolean;

/** Any part of what a shape describes, for requests. */
export type PartOf<T> = T extends string
  ? Leaf
  : T extends readonly (infer Item)[]
    ? readonly PartOf<Item>[]
    : { readonly [Name in keyof T]?: PartOf<T[Name]> };

/** A job to submit. */
export interface JobRequest<Tag extends KnownTag> {
  readonly tag: Tag;
  /** Object to work on; the few types that read nothing do without. */
  readonly input?: { readonly object: string } | { readonly url: string };
  /** Parameters, by the vendor's names. */
  readonly operation: PartOf<OperationOf<Tag>>;
  /** @default - the queue that CI has for this type of job */
  readonly queueId?: string;
  /** Where CI reports the end of the job; `no` for nowhere. @default - what the queue says */
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
 * Calls to CI and COS with the temporary keys of the function's role, which must allow them. Loaded at the first call.
 * Each call rejects with `CiApiError` when the service refuses and with `TransportError` when it cannot be reached;
 * reads are repeated three times before. `bucket` is the configured one (`CI_CALLBACK_BUCKET`), if none is given. What a
 * callback says of buckets is no reason to name another: a forged one names that of its forger.
 */
export interface Ci {
  /** Submits a job. Not repeated when its answer is lost, since a second job would run and be paid for. */
  submitJob<Tag extends KnownTag>(request: JobRequest<Tag>, bucket?: BucketAddress): Promise<Job>;
  /** A job as CI knows it now; `undefined` when it knows none of that id. */
  getJob(jobId: string, bucket?: BucketAddress): Promise<Job | undefined>;
  /** A workflow run as CI knows it now; `undefined` when it knows none of that id. */
  getExecution(runId: string, bucket?: BucketAddress): Promise<WorkflowExecution | undefined>;
  /** Content of an object; `undefined` when there is none. */
  getObject(key: string, bucket?: BucketAddress): Promise<Uint8Array | undefined>;
  /** Writes an object, replacing what was there. */
  putObject(key: string, content: string | Uint8Array, options?: PutOptions): Promise<void>;
}
