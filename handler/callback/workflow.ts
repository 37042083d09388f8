import type { TaskResultInfo } from "./body";
import type { WorkflowExecution, WorkflowTask } from "./events";
import { cosHeaders, fieldsOf, listOf, optional, required, textOrEmpty } from "./read";
import { parseTime } from "./time";
import type { Fields } from "./value";

/**
 * The run that a `WorkflowExecution` describes.
 *
 * @throws CallbackParseError if it lacks its id or has contradictory fields
 */
export function toExecution(execution: Fields): WorkflowExecution {
  const parentPath = "WorkflowExecution";
  return {
    runId: required(execution, "RunId", parentPath),
    workflowId: textOrEmpty(execution, "WorkflowId", parentPath),
    // `Name` in the sample of https://cloud.tencent.com/document/product/436/80046.
    workflowName: optional(execution, "WorkflowName") ?? optional(execution, "Name") ?? "",
    state: textOrEmpty(execution, "State", parentPath),
    bucketId: optional(execution, "BucketId"),
    object: optional(execution, "Object"),
    createdAt: parseTime(optional(execution, "CreateTime")),
    cosHeaders: cosHeaders(execution),
    tasks: listOf(execution, "Tasks").map(toTask),
  };
}

function toTask(task: Fields): WorkflowTask {
  return {
    type: optional(task, "Type") ?? "",
    jobId: optional(task, "JobId") ?? "",
    state: optional(task, "State") ?? "",
    name: optional(task, "Name") ?? "",
    createdAt: parseTime(optional(task, "CreateTime")),
    startedAt: parseTime(optional(task, "StartTime")),
    endedAt: parseTime(optional(task, "EndTime")),
    templateId: optional(task, "TemplateId"),
    templateName: optional(task, "TemplateName"),
    resultInfo: fieldsOf(task, "ResultInfo") as TaskResultInfo | undefined,
  };
}
