import type { JobDetail, TaskResultInfo } from "./body";
import type { KnownTag, OperationOf } from "./tags";

/** The content of a CI callback, independent of its format. `type` distinguishes the members. */
export type CallbackEvent = JobsEvent | WorkflowEvent | ModerationEvent | ProbeEvent | UnknownEvent;

/** One or more finished jobs. */
export interface JobsEvent {
  readonly type: "jobs";
  /** `TaskFinish`. Older bodies have another name; `""` if the body has none. */
  readonly eventName: string;
  /** At least one. */
  readonly jobs: readonly Job[];
  /** The whole body with the vendor's field names: leaves are text, documented lists are arrays. */
  readonly raw: unknown;
}

/** A finished workflow run. */
export interface WorkflowEvent {
  readonly type: "workflow";
  /** `WorkflowFinish`; `""` if the body has none. */
  readonly eventName: string;
  readonly execution: WorkflowExecution;
  /** The whole body with the vendor's field names: leaves are text, documented lists are arrays. */
  readonly raw: unknown;
}

/** A moderation result, in the short (`Simple`) or the long (`Detail`) form that the user selected. */
export interface ModerationEvent {
  readonly type: "moderation";
  /** `ReviewImage`, `ReviewVideo` …; `""` in a Simple body without a name. */
  readonly eventName: string;
  readonly version: "Simple" | "Detail";
  /** Detail: `JobId`; Simple: `trace_id`. */
  readonly jobId?: string;
  /** Detail: `State`. Simple: `Success` if `code` is 0, else `Failed`. */
  readonly state: string;
  /** Verdict of the moderation; `undefined` if it did not finish. */
  readonly verdict?: "normal" | "violation" | "suspect";
  /** Category of the finding, such as `Porn`. */
  readonly label?: string;
  readonly bucketId?: string;
  readonly region?: string;
  readonly object?: string;
  readonly url?: string;
  readonly code?: string;
  readonly message?: string;
  /** The id that the user set for the moderated content. */
  readonly dataId?: string;
  readonly createdAt?: Date;
  readonly cosHeaders: readonly CosHeader[];
  /** The whole body unchanged; numbers are numbers here. */
  readonly raw: unknown;
}

/** The request that CI sends when a callback URL is saved in its console. It only needs an answer. */
export interface ProbeEvent {
  readonly type: "probe";
  readonly raw: unknown;
}

/** A callback of a kind that this version does not know, or one that lacks required fields of its job. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly eventName?: string;
  /** The whole body with the vendor's field names; leaves are text. */
  readonly raw: unknown;
}

/** A job of any type. `tag` is the type, which determines the content of `operation`. */
export type Job = { [Tag in KnownTag]: JobOf<Tag> }[KnownTag] | OtherJob;

/** A job whose type is in the tag table. */
export interface JobOf<Tag extends KnownTag> extends JobEnvelope {
  readonly tag: Tag;
  /** Parameters and results, with the vendor's field names. Leaves are text; lists are always arrays. */
  readonly operation: OperationOf<Tag>;
}

/** A job of a type that is newer than this version, or without a type: then its tag is `""`. */
export interface OtherJob extends JobEnvelope {
  readonly tag: OtherTag;
  readonly operation: { readonly [name: string]: unknown };
}

/** Fields with the vendor's names. */
export type VendorFields = { readonly [name: string]: unknown };

/**
 * Any text but a known tag. This type must not overlap with the known tags, so that a comparison of `tag` narrows
 * `Job`. To compare with a tag of your own, write `String(job.tag) === "NewTag"`.
 */
export type OtherTag = NoKnownTag;

/** Exists only for the compiler; programs cannot read it. */
declare enum NoKnownTag {
  Any = "",
}

/** Fields that all job types have in common. */
export interface JobEnvelope {
  readonly jobId: string;
  readonly subTag?: string;
  /**
   * `Success` or `Failed` in callbacks; see `isFinal`. A job that is `Success` may contain failed parts. If the body
   * has no `State`, it follows from `Code`; `""` if the body has neither.
   */
  readonly state: string;
  /** Meaningful only if `state` is `Failed`. */
  readonly code: string;
  /** Meaningful only if `state` is `Failed`. */
  readonly message: string;
  readonly queueId?: string;
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Object that the job read. Several job types have none, or only some of its fields. */
  readonly input?: JobInput;
  /** Set if a workflow started the job. */
  readonly workflow?: JobWorkflow;
  /** The text of the submission (at most 1024 printable ASCII characters). */
  readonly userData?: string;
  /**
   * The member of `JobsDetail` with the vendor's field names: also fields without a property here, such as `Progress`.
   */
  readonly raw: JobDetail;
  /** Fields of the callback beside `JobsDetail`, with the vendor's names. */
  readonly envelope: VendorFields;
}

/** Input of a job. */
export interface JobInput {
  readonly bucketId?: string;
  readonly region?: string;
  /** Object key, exactly as stored, with blanks at its ends. */
  readonly object?: string;
  readonly url?: string;
  /** Headers of the upload, if a workflow started the job. */
  readonly cosHeaders: readonly CosHeader[];
}

/** A header of the upload that started a workflow, as CI reports it. */
export interface CosHeader {
  readonly key: string;
  readonly value: string;
}

/** The workflow run that a job belongs to. */
export interface JobWorkflow {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  /** Name of the node within the workflow. */
  readonly name: string;
}

/** A finished workflow run. */
export interface WorkflowExecution {
  readonly runId: string;
  /** `""` if the body has none. */
  readonly workflowId: string;
  /** May be empty. */
  readonly workflowName: string;
  /** `Failed` as soon as one task failed; `""` if the body has none. */
  readonly state: string;
  readonly bucketId?: string;
  readonly object?: string;
  readonly createdAt?: Date;
  readonly cosHeaders: readonly CosHeader[];
  readonly tasks: readonly WorkflowTask[];
}

/** A node of a workflow run and its outcome. */
export interface WorkflowTask {
  /** The tag of the task's job. */
  readonly type: string;
  readonly jobId: string;
  readonly state: string;
  /** Name of the node, such as `Transcode_1`. */
  readonly name: string;
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly templateId?: string;
  readonly templateName?: string;
  readonly resultInfo?: TaskResultInfo;
}
