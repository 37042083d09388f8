import { CallbackParseError } from "../errors";
import type { Job, JobInput, JobWorkflow } from "./events";
import { cosHeaders, fieldsOf, listOf, optional, required } from "./read";
import { operationLists } from "./tags";
import { parseTime } from "./time";
import type { Fields } from "./value";
import { isFields } from "./value";

/**
 * The jobs of a `JobsDetail` list.
 *
 * @throws CallbackParseError when there is none, or one lacks its id, state or tag
 */
export function toJobs(body: Fields): Job[] {
  const details = body.JobsDetail;
  if (!Array.isArray(details) || details.length === 0)
    throw new CallbackParseError("JobsDetail must hold a job (got none)");
  return details.map((detail, index) => {
    // Text in its place has none of the required fields either.
    return toJob(isFields(detail) ? detail : {}, `JobsDetail[${index}]`);
  });
}

function toJob(detail: Fields, where: string): Job {
  const jobId = required(detail, "JobId", where);
  const tag = required(detail, "Tag", where);
  const operation = fieldsOf(detail, "Operation") ?? {};
  for (const list of operationLists.get(tag) ?? []) operation[list] ??= [];
  // The cast is the table's promise: the mapping has shaped `operation` by the same table the types come from.
  return {
    jobId,
    tag,
    subTag: optional(detail, "SubTag"),
    state: required(detail, "State", where),
    code: optional(detail, "Code") ?? "",
    message: optional(detail, "Message") ?? "",
    queueId: optional(detail, "QueueId"),
    createdAt: parseTime(optional(detail, "CreationTime")),
    startedAt: parseTime(optional(detail, "StartTime")),
    endedAt: parseTime(optional(detail, "EndTime")),
    input: toInput(fieldsOf(detail, "Input"), operation),
    workflow: toWorkflow(listOf(detail, "Workflow")[0]),
    userData: optional(operation, "UserData"),
    operation,
  } as unknown as Job;
}

/** Speech synthesis has no `Input`, but puts the upload's headers into `Operation.Input`. */
function toInput(input: Fields | undefined, operation: Fields): JobInput | undefined {
  const inner = fieldsOf(operation, "Input");
  if (!input && !inner) return undefined;
  const headers = cosHeaders(input);
  return {
    bucketId: input && (optional(input, "BucketId") ?? optional(input, "Bucket")),
    region: input && optional(input, "Region"),
    object: input && optional(input, "Object"),
    url: input && optional(input, "Url"),
    cosHeaders: headers.length > 0 ? headers : cosHeaders(inner),
  };
}

function toWorkflow(workflow: Fields | undefined): JobWorkflow | undefined {
  if (!workflow) return undefined;
  return {
    runId: optional(workflow, "RunId") ?? "",
    workflowId: optional(workflow, "WorkflowId") ?? "",
    workflowName: optional(workflow, "WorkflowName") ?? "",
    name: optional(workflow, "Name") ?? "",
  };
}
