/** Address and body of a callback. */
import { withBlank } from "../clock";
import { buildXml, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import { addressOfTopic } from "../kafka/address";
import type { CallbackFormat } from "./post";
import type { CosHeader, Execution, Job, JobCallback, NotifyConfig } from "./model";

/** Value of a job's `CallBack` that suppresses the queue's callback. */
const SUPPRESS = "no";

export interface CallbackTarget {
  readonly url: string;
  readonly format: CallbackFormat;
}

/** Receivers of the end of a job: those of the job's own settings, otherwise those of its workflow or queue. */
export function jobTarget(own: JobCallback, inherited: NotifyConfig | undefined): CallbackTarget | undefined {
  if (own.url === SUPPRESS) return undefined;
  if (own.url !== undefined) {
    return own.type === undefined || own.type === "Url" || own.type === "Kafka"
      ? { url: own.url, format: formatOf(own.format) }
      : undefined;
  }
  const target = notifyTarget(inherited, "TaskFinish");
  return target && { ...target, format: formatOf(own.format ?? target.format) };
}

/** Receiver of an event by the settings of a queue or a workflow. TDMQ has no address to post to. */
export function notifyTarget(notify: NotifyConfig | undefined, event: string): CallbackTarget | undefined {
  if (notify?.State !== "On") return undefined;
  const url = notify.Type === "Kafka" ? kafkaAddress(notify.KafkaConfig) : notify.Type === "Url" ? notify.Url : "";
  const events = notify.Event.split(",").map((name) => name.trim());
  return url && events.includes(event) ? { url, format: formatOf(notify.ResultFormat) } : undefined;
}

/** The topic as an address; undefined if a part is missing. */
export function kafkaAddress(config: XmlElement = {}): string | undefined {
  const [region, instanceId, topic] = ["Region", "InstanceId", "Topic"].map((name) => textOf(config, name));
  return region && instanceId && topic ? addressOfTopic({ region, instanceId, topic }) : undefined;
}

/** Body of a job's callback. The JSON form is the XML form without its root. */
export function jobBody(job: Job, format: CallbackFormat): string {
  return callbackBody({ EventName: "TaskFinish", JobsDetail: [jobDetail(job)] }, format);
}

/** Body of a workflow run's callback. */
export function executionBody(execution: Execution, format: CallbackFormat): string {
  const { RunId, WorkflowId, WorkflowName, State, BucketId, Object: object, CosHeaders, CreateTime } = execution;
  const run = {
    RunId,
    WorkflowId,
    WorkflowName,
    State,
    BucketId,
    Object: object,
    CreateTime: withBlank(CreateTime),
    CosHeaders: headersOf(CosHeaders),
    Tasks: execution.Tasks.map((task) => ({
      Type: task.Type,
      CreateTime: withBlank(task.CreateTime),
      StartTime: withBlank(task.StartTime),
      EndTime: withBlank(task.EndTime),
      State: task.State,
      JobId: task.JobId,
      Name: task.Name,
      ResultInfo: task.ResultInfo,
    })),
  };
  return callbackBody({ EventName: "WorkflowFinish", WorkflowExecution: run }, format);
}

/** A job in the form of answers and callbacks. */
export function jobDetail(job: Job): XmlElement {
  return {
    Code: job.Code,
    CreationTime: job.CreationTime,
    EndTime: job.EndTime,
    Input: job.Input,
    JobId: job.JobId,
    Message: job.Message,
    Operation: job.Operation,
    Progress: job.Progress,
    QueueId: job.QueueId,
    StartTime: job.StartTime,
    State: job.State,
    Tag: job.Tag,
    Workflow: job.Workflow && { ...job.Workflow },
  };
}

/** `CosHeaders` in the form of bodies; left out if there are none. */
export function headersOf(headers: readonly CosHeader[]): XmlElement[] | undefined {
  return headers.length > 0 ? headers.map((header) => ({ ...header })) : undefined;
}

function formatOf(format: string | undefined): CallbackFormat {
  return format === "JSON" ? "JSON" : "XML";
}

/** A callback in CI's format. */
export function callbackBody(content: XmlElement, format: CallbackFormat): string {
  return format === "JSON" ? JSON.stringify(content) : buildXml("Response", content, { declaration: true });
}
