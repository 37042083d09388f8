/**
 * The data that CI stores. Members have CI's field names, so that a stored object can be sent as an answer.
 *
 * @see https://www.tencentcloud.com/document/product/1045/72940
 */
import type { JobTag } from "../../api/job-types";
import type { XmlElement } from "../http/xml";

export type QueueState = "Active" | "Paused";
export type JobState = "Submitted" | "Running" | "Success" | "Failed" | "Pause" | "Cancel";

/** Address, events and format of the callbacks of a queue or a workflow. Unset fields are empty text. */
export interface NotifyConfig {
  readonly Url: string;
  /** `TaskFinish` and `WorkflowFinish`, separated by commas. */
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
  /** Node → successors, separated by commas; `End` ends a branch. */
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

/** Callback settings of a job. They take precedence over those of the queue. */
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
  /** `-` if unset. */
  StartTime: string;
  /** `-` if unset. */
  EndTime: string;
  readonly QueueId: string;
  readonly Input: XmlElement;
  Operation: XmlElement;
  readonly Workflow?: JobWorkflow;
  readonly callback: JobCallback;
}

/** A template of a user. */
export interface Template {
  readonly TemplateId: string;
  /** Type of the jobs that it is for. */
  readonly Tag: JobTag;
  Name: string;
  readonly BucketId: string;
  readonly Category: "Custom";
  readonly CreateTime: string;
  UpdateTime: string;
  /** Other members of the request. */
  contents: XmlElement;
}

/** A batch job and its submitted jobs. */
export interface BatchJob {
  readonly JobId: string;
  readonly Name: string;
  readonly Type: string;
  /** `Cancel` if it was cancelled; otherwise derived from the parts. */
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
