import { CallbackParseError } from "../errors";
import type { JobDetail } from "./body";
import type { Job, JobInput, JobWorkflow } from "./events";
import { cosHeaders, fieldsOf, isMissing, listOf, optional, required, textOrEmpty } from "./read";
import { operationLists } from "./tags";
import { parseTime } from "./time";
import type { Fields, Value } from "./value";
import { isFields } from "./value";

/**
 * Whether a member of `JobsDetail` is a job: it has an id, and a tag or an operation. The result of a virus scan has
 * neither, so it is not a job.
 */
export function isJob(detail: Value): boolean {
  return isFields(detail) && !isMissing(detail.JobId) && (!isMissing(detail.Tag) || isFields(detail.Operation));
}

/**
 * The jobs of a `JobsDetail` list.
 *
 * @throws CallbackParseError if there is no job, or if a job has no id or contradictory fields
 */
export function toJobs(body: Fields): Job[] {
  const { JobsDetail: details, ...envelope } = body;
  if (!Array.isArray(details) || details.length === 0)
    throw new CallbackParseError("JobsDetail must hold a job (got none)");
  return details.map((detail, index) => {
    // A text in place of the job lacks the required fields, too.
    return toJob(isFields(detail) ? detail : {}, envelope, `JobsDetail[${index}]`);
  });
}

function toJob(detail: Fields, envelope: Fields, parentPath: string): Job {
  const jobId = required(detail, "JobId", parentPath);
  const tag = textOrEmpty(detail, "Tag", parentPath);
  const operation = fieldsOf(detail, "Operation") ?? {};
  for (const list of operationLists.get(tag) ?? []) operation[list] ??= [];
  // The cast is safe: the mapping has shaped `operation` by the same table that the types come from.
  return {
    jobId,
    tag,
    subTag: optional(detail, "SubTag"),
    state: stateOf(detail, parentPath),
    code: optional(detail, "Code") ?? "",
    message: optional(detail, "Message") ?? "",
    queueId: optional(detail, "QueueId"),
    createdAt: parseTime(optional(detail, "CreationTime")),
    startedAt: parseTime(optional(detail, "StartTime")),
    endedAt: parseTime(optional(detail, "EndTime")),
    input: toInput(fieldsOf(detail, "Input"), operation),
    workflow: toWorkflow(listOf(detail, "Workflow")[0] ?? listOf(envelope, "Workflow")[0]),
    userData: optional(operation, "UserData"),
    operation,
    raw: detail satisfies Fields as unknown as JobDetail,
    envelope,
  } as unknown as Job;
}

/**
 * Some pages show no `State`. Then the code decides: `Success` or a failure code.
 *
 * @see https://www.tencentcloud.com/document/product/436/50411
 */
function stateOf(detail: Fields, parentPath: string): string {
  const state = textOrEmpty(detail, "State", parentPath);
  const code = state === "" ? textOrEmpty(detail, "Code", parentPath).toLowerCase() : "";
  if (code === "") return state;
  return code === "success" ? "Success" : "Failed";
}

/** Speech synthesis has no `Input`; the headers of the upload are in `Operation.Input`. */
function toInput(input: Fields | undefined, operation: Fields): JobInput | undefined {
  const operationInput = fieldsOf(operation, "Input");
  if (!input && !operationInput) return undefined;
  const headers = cosHeaders(input);
  return {
    bucketId: input && (optional(input, "BucketId") ?? optional(input, "Bucket")),
    region: input && optional(input, "Region"),
    object: input && optional(input, "Object"),
    url: input && optional(input, "Url"),
    cosHeaders: headers.length > 0 ? headers : cosHeaders(operationInput),
  };
}

function toWorkflow(workflow: Fields | undefined): JobWorkflow | undefined {
  if (!workflow) return undefined;
  return {
    runId: optional(workflow, "RunId") ?? "",
    workflowId: optional(workflow, "WorkflowId") ?? "",
    // Not `Name`, which is the node's name here. In a run that is read from CI, it is the workflow's name.
    workflowName: optional(workflow, "WorkflowName") ?? "",
    name: optional(workflow, "Name") ?? "",
  };
}
