/**
 * Simulates batch jobs: one job or workflow run for each object under the prefix, submitted during the call. A
 * batch ends when everything that it submitted has ended. Lists of objects in files are not read.
 *
 * @see https://www.tencentcloud.com/document/api/1045/50369
 */
import { BATCH_ACTIONS } from "../../../api/actions";
import { isKnownTag, jobKindOf } from "../../../api/job-types";
import type { Bucket } from "../../cos/bucket";
import { xmlReply } from "../../http/call";
import type { Call, CallContext } from "../../http/call";
import { accessDenied, invalidArgument, resourceNotFound, ServiceError } from "../../http/errors";
import { childOf, parseXml, textOf } from "../../http/xml";
import type { XmlElement } from "../../http/xml";
import { ciId } from "../../ids";
import type { BatchJob } from "../model";
import { sliceOf } from "../paging";
import { inWindow, ordered } from "../list-filters";
import { readCallback } from "./submit-job";
import { requireWorkflow } from "./update-workflow";

const NAME = /^[\p{L}\p{N}_-]{1,128}$/u;
const INPUTS = ["Prefix", "Object", "Manifest", "UrlFile"];
const END_STATES = ["Success", "Failed", "Cancel"];

export const createBatchJob: Call = {
  host: "ci",
  method: "POST",
  path: /^\/inventorytriggerjob$/,
  needs: "bound",
  actions: BATCH_ACTIONS.create,
  run(context) {
    const { bucket, request, clock, requestId } = context;
    const body = parseXml(request.body, "Request");
    const [name, type] = [textOf(body, "Name") ?? "", textOf(body, "Type") ?? ""];
    if (!NAME.test(name))
      throw invalidArgument(`Name must have 1 to 128 letters, digits, _ and - (got ${name || "nothing"})`);
    const input = childOf(body, "Input");
    const operation = childOf(body, "Operation");
    const keys = selectedKeys(bucket, input, childOf(operation, "TimeInterval"));
    const job: BatchJob = {
      ...{ JobId: ciId("b"), Name: name, Type: type, State: "Running", CreationTime: clock.timestamp() },
      ...{ Input: input, Operation: operation, parts: [] },
    };
    if (type === "Job") job.parts.push(...keys.map((key) => submitJob(context, operation, key, job.JobId)));
    else if (type === "Workflow") job.parts.push(...keys.flatMap((key) => startRuns(context, operation, key)));
    else throw invalidArgument(`Type must be Job or Workflow (got ${type || "nothing"})`);
    bucket.batchJobs.set(job.JobId, job);
    return xmlReply({ RequestId: requestId, JobsDetail: batchJobElement(job) });
  },
};

export const getBatchJob: Call = {
  host: "ci",
  method: "GET",
  path: /^\/inventorytriggerjob\/([^/]+)$/,
  needs: "bound",
  actions: BATCH_ACTIONS.read,
  run({ bucket, params: [id], requestId }) {
    const job = bucket.batchJobs.get(id!);
    return xmlReply({
      RequestId: requestId,
      JobsDetail: job && batchJobElement(job),
      NonExistJobId: job ? undefined : id,
    });
  },
};

export const listBatchJobs: Call = {
  host: "ci",
  method: "GET",
  path: /^\/inventorytriggerjob$/,
  needs: "bound",
  actions: BATCH_ACTIONS.read,
  run({ bucket, request: { query }, requestId }) {
    const name = query.get("name") ?? "";
    const found = [...bucket.batchJobs.values()].filter(
      (job) => (name === "" || job.Name === name) && inWindow(job.CreationTime, query),
    );
    const { items, NextToken } = sliceOf(ordered(found, query), query);
    return xmlReply({ RequestId: requestId, JobsDetail: items.map(batchJobElement), NextToken });
  },
};

export const cancelBatchJob: Call = {
  host: "ci",
  method: "PUT",
  path: /^\/inventorytriggerjob\/([^/]+)$/,
  action: "cancel",
  needs: "bound",
  actions: BATCH_ACTIONS.cancel,
  run({ bucket, params: [id], requestId }) {
    const job = bucket.batchJobs.get(id!);
    if (!job) throw resourceNotFound(`batch job ${id} does not exist in bucket ${bucket.name}`);
    if (END_STATES.includes(stateOf(job))) throw accessDenied(`batch job ${job.JobId} is ${stateOf(job)} already`);
    job.State = "Cancel";
    return xmlReply({ RequestId: requestId });
  },
};

function selectedKeys(bucket: Bucket, input: XmlElement, interval: XmlElement): string[] {
  const inputs = INPUTS.filter((name) => textOf(input, name) !== undefined);
  if (inputs.length !== 1) {
    throw invalidArgument(`Input must have one of ${INPUTS.join(", ")} (got ${inputs.join(" and ") || "none"})`);
  }
  if (inputs[0] === "Manifest" || inputs[0] === "UrlFile") {
    throw new ServiceError(501, "NotImplemented", `the local cloud does not read ${inputs[0]}: give Prefix or Object`);
  }
  const [start, end] = [Date.parse(textOf(interval, "Start") ?? ""), Date.parse(textOf(interval, "End") ?? "")];
  const [object, prefix] = [textOf(input, "Object"), textOf(input, "Prefix") ?? ""];
  return [...bucket.objects]
    .filter(([key]) => (object === undefined ? key.startsWith(prefix) : key === object))
    .filter(([, { lastModified: at }]) => !(at.getTime() < start) && !(at.getTime() > end)) // a missing limit is NaN
    .map(([key]) => key);
}

/** The operation of a job: the batch's `JobParam`, and the members beside it. */
function submitJob({ bucket, jobs }: CallContext, operation: XmlElement, key: string, batchId: string) {
  const tag = textOf(operation, "Tag") ?? "";
  if (!isKnownTag(tag)) throw invalidArgument(`Tag must be a job type such as Transcode (got ${tag || "nothing"})`);
  const { path } = jobKindOf(tag);
  if (path !== "/jobs" && path !== "/doc_jobs") throw invalidArgument(`${tag} is not a type of batch jobs`);
  const { Output: output, UserData, JobLevel, FreeTranscode } = operation;
  const outputWithId = JSON.parse(
    JSON.stringify(output ?? {}).replaceAll("${InventoryTriggerJobId}", batchId),
  ) as XmlElement;
  return jobs.submit(bucket, {
    tag,
    input: { Object: key },
    operation: {
      ...childOf(operation, "JobParam"),
      ...(output === undefined ? {} : { Output: outputWithId }),
      UserData,
      JobLevel,
      FreeTranscode,
    },
    queueId: textOf(operation, "QueueId"),
    callback: readCallback(operation),
  });
}

function startRuns({ bucket, executions }: CallContext, operation: XmlElement, key: string) {
  const ids = (textOf(operation, "WorkflowIds") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0) throw invalidArgument("WorkflowIds must be given for a batch of workflows");
  return ids.map((id) => executions.start(bucket, requireWorkflow(bucket, id), key));
}

function stateOf({ State, parts }: BatchJob): string {
  if (State === "Cancel") return State;
  if (!parts.every((part) => END_STATES.includes(part.State))) return "Running";
  return parts.length > 0 && parts.every((part) => part.State === "Failed") ? "Failed" : "Success";
}

function batchJobElement(job: BatchJob): XmlElement {
  const { JobId, Name, Type, CreationTime, Input, Operation } = job;
  const state = stateOf(job);
  const done = job.parts.filter((part) => END_STATES.includes(part.State)).length;
  const progress = job.parts.length === 0 ? 100 : Math.floor((100 * done) / job.parts.length);
  const common = { Code: "Success", Message: "", JobId, Name, Type, State: state, Progress: String(progress) };
  return { ...common, CreationTime, StartTime: CreationTime, EndTime: "-", Input, Operation };
}
