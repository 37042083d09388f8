import type { JobDetail, TaskResultInfo } from "./body";
import type { KnownTag, OperationOf } from "./tags";

/** What a CI callback says, whatever its format. Tell the members apart by `type`. */
export type CallbackEvent = JobsEvent | WorkflowEvent | ModerationEvent | ProbeEvent | UnknownEvent;

/** One or more finished jobs. */
export interface JobsEvent {
  readonly type: "jobs";
  /** `TaskFinish`; older bodies have another name or none, which is `""`. */
  readonly eventName: string;
  /** At least one. */
  readonly jobs: readonly Job[];
  /** The whole body by the vendor's names: leaves are text, documented lists are arrays. */
  readonly raw: unknown;
}

/** A finished workflow run. */
export interface WorkflowEvent {
  readonly type: "workflow";
  /** `WorkflowFinish`; `""` where the body has none. */
  readonly eventName: string;
  readonly execution: WorkflowExecution;
  /** The whole body by the vendor's names: leaves are text, documented lists are arrays. */
  readonly raw: unknown;
}

/** A moderation result, in the short (`Simple`) or the long (`Detail`) form that the user chose. */
export interface ModerationEvent {
  readonly type: "moderation";
  /** `ReviewImage`, `ReviewVideo` …; `""` where a Simple body has none. */
  readonly eventName: string;
  readonly version: "Simple" | "Detail";
  /** Detail: `JobId`; Simple: `trace_id`. */
  readonly jobId?: string;
  /** Detail: `State`. Simple: `Success` when `code` is 0, else `Failed`. */
  readonly state: string;
  /** What moderation found; `undefined` when it did not run to its end. */
  readonly verdict?: "normal" | "violation" | "suspect";
  /** Category of the finding, such as `Porn`. */
  readonly label?: string;
  readonly bucketId?: string;
  readonly region?: string;
  readonly object?: string;
  readonly url?: string;
  readonly code?: string;
  readonly message?: string;
  /** The id that the user gave the moderated content. */
  readonly dataId?: string;
  readonly createdAt?: Date;
  readonly cosHeaders: readonly CosHeader[];
  /** The whole body as it came; numbers are numbers here. */
  readonly raw: unknown;
}

/** The request that CI sends when a callback URL is saved in its console. There is nothing to do but answer. */
export interface ProbeEvent {
  readonly type: "probe";
  readonly raw: unknown;
}

/** A callback of a kind that this version does not know, or one that does not say enough about its job. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly eventName?: string;
  /** The whole body by the vendor's names; leaves are text. */
  readonly raw: unknown;
}

/** A job of any type; `tag` tells which, and with it what `operation` holds. */
export type Job = { [Tag in KnownTag]: JobOf<Tag> }[KnownTag] | OtherJob;

/** A job whose type is in the tag table. */
export interface JobOf<Tag extends KnownTag> extends JobEnvelope {
  readonly tag: Tag;
  /** Parameters and results, by the vendor's names. Leaves are text; lists are always arrays. */
  readonly operation: OperationOf<Tag>;
}

/** A job of a type that is newer than this version, or of none: then its tag is `""`. */
export interface OtherJob extends JobEnvelope {
  readonly tag: OtherTag;
  readonly operation: { readonly [name: string]: unknown };
}

/** Fields by the vendor's names. */
export type VendorFields = { readonly [name: string]: unknown };

/**
 * Any text but a known tag: only a type without overlap with the known tags lets a comparison of `tag` narrow `Job`. To
 * compare with a tag of your own, write `String(job.tag) === "NewTag"`.
 */
export type OtherTag = NoKnownTag;

/** Exists for the compiler alone; nothing of it is exported that a program could ask for. */
declare enum NoKnownTag {
  Any = "",
}

/** What all job types have in common. */
export interface JobEnvelope {
  readonly jobId: string;
  readonly subTag?: string;
  /**
   * `Success` or `Failed` in callbacks; see `isFinal`. A job that is `Success` may hold failed parts. Where the body has no
   * `State`, what its `Code` means, and `""` where it has none either.
   */
  readonly state: string;
  /** Says something only when `state` is `Failed`. */
  readonly code: string;
  /** Says something only when `state` is `Failed`. */
  readonly message: string;
  readonly queueId?: string;
  readonly createdAt?: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Where the job read from. Several job types have none, or only some of its fields. */
  readonly input?: JobInput;
  /** Present when a workflow started the job. */
  readonly workflow?: JobWorkflow;
  /** The text given at submission (at most 1024 printable ASCII characters). */
  readonly userData?: string;
  /** The member of `JobsDetail` by the vendor's names: also what has no name above, such as `Progress` or `Input.Vod`. */
  readonly raw: JobDetail;
  /** What stands beside `JobsDetail` in the callback, by the vendor's names. */
  readonly envelope: VendorFields;
}

/** What a job works on. */
export interface JobInput {
  readonly bucketId?: string;
  readonly region?: string;
  /** Object key, exactly as stored: blanks at its ends belong to it. */
  readonly object?: string;
  readonly url?: string;
  /** Headers of the upload, when a workflow started the job. */
  readonly cosHeaders: readonly CosHeader[];
}

/** A header of the upload that started a workflow, as CI tells of it. */
export interface CosHeader {
  readonly key: string;
  readonly value: string;
}

/** The workflow run that a job is part of. */
export interface JobWorkflow {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  /** Name of the node within the workflow. */
  readonly name: string;
}

/** A workflow run that is over. */
export interface WorkflowExecution {
  readonly runId: string;
  /** `""` where the body has none. */
  readonly workflowId: string;
  /** May be empty. */
  readonly workflowName: string;
  /** `Failed` as soon as one task failed; `""` where the body has none. */
  readonly state: string;
  readonly bucketId?: string;
  readonly object?: string;
  readonly createdAt?: Date;
  readonly cosHeaders: readonly CosHeader[];
  readonly tasks: readonly WorkflowTask[];
}

/** A node of a workflow run, and what became of it. */
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
