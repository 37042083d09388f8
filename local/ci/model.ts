/**
 * What CI stores. Member names are the wire's, so that an answer is the stored object and no second vocabulary is needed.
 *
 * @see https://www.tencentcloud.com/document/product/1045/72940
 */
import type { XmlElement } from "../http/xml";

export type QueueState = "Active" | "Paused";
export type JobState = "Submitted" | "Running" | "Success" | "Failed" | "Pause" | "Cancel";

/** Where and when a queue or a workflow calls back. Unset fields are empty text. */
export interface NotifyConfig {
  readonly Url: string;
  /** Comma-separated list of `TaskFinish` and `WorkflowFinish`. */
  readonly Event: string;
  readonly Type: string;
  readonly State: string;
  readonly ResultFormat: string;
  readonly MqMode: string;
  readonly MqName: string;
  readonly MqRegion: string;
  readonly KafkaConfig?: XmlElement;
}

export interface Queue {
  readonly QueueId: string;
  Name: string;
  State: QueueState;
  NotifyConfig: NotifyConfig;
  readonly MaxSize: string;
  readonly MaxConcurrent: string;
  UpdateTime: string;
  readonly CreateTime: string;
  readonly Category: string;
}

export interface Topology {
  /** Node → comma-separated list of the next ones; `End` ends a branch. */
  readonly Dependencies: Readonly<Record<string, string>>;
  readonly Nodes: Readonly<Record<string, XmlElement>>;
}

export interface Workflow {
  Name: string;
  readonly WorkflowId: string;
  State: QueueState;
  readonly BucketId: string;
  readonly CreateTime: string;
  UpdateTime: string;
  Topology: Topology;
}

/** A header or an event attribute of the upload that started a workflow. */
export interface CosHeader {
  readonly Key: string;
  readonly Value: string;
}

/** A job's own callback settings; they win over the queue's. */
export interface JobCallback {
  readonly url?: string;
  readonly format?: string;
  readonly type?: string;
}

/** The workflow run that a job belongs to. */
export interface JobWorkflow {
  readonly RunId: string;
  readonly WorkflowId: string;
  readonly WorkflowName: string;
  /** The node's name. */
  readonly Name: string;
}

export interface Job {
  readonly JobId: string;
  readonly Tag: string;
  State: JobState;
  Code: string;
  Message: string;
  Progress: string;
  readonly CreationTime: string;
  /** `-` while unset. */
  StartTime: string;
  /** `-` while unset. */
  EndTime: string;
  readonly QueueId: string;
  readonly Input: XmlElement;
  Operation: XmlElement;
  readonly Workflow?: JobWorkflow;
  readonly callback: JobCallback;
}

/** A batch job, and what it has submitted. */
export interface BatchJob {
  readonly JobId: string;
  readonly Name: string;
  readonly Type: string;
  /** `Cancel` once it was cancelled; otherwise it follows from the parts. */
  State: string;
  readonly CreationTime: string;
  readonly Input: XmlElement;
  readonly Operation: XmlElement;
  readonly parts: { readonly State: string }[];
}

/** One node of a workflow run. */
export interface Task {
  readonly Type: string;
  readonly Name: string;
  JobId: string;
  State: JobState;
  CreateTime: string;
  StartTime: string;
  EndTime: string;
  ResultInfo?: XmlElement;
}

export interface Execution {
  readonly RunId: string;
  readonly WorkflowId: string;
  readonly WorkflowName: string;
  State: "Running" | "Success" | "Failed" | "Cancel";
  readonly BucketId: string;
  readonly Object: string;
  readonly CosHeaders: readonly CosHeader[];
  readonly CreateTime: string;
  readonly Topology: Topology;
  readonly Tasks: Task[];
}
