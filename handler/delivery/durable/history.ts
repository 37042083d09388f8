import type { CiClient } from "../../../api/client";
import { getExecution, listExecutions } from "../../../api/executions";
import type { BucketAddress } from "../../../api/hosts";
import { jobKindOf } from "../../../api/job-types";
import { getJob, listJobs } from "../../../api/jobs";
import { listWorkflows } from "../../../api/workflows";
import { buildXml, textOf } from "../../../api/xml";
import type { XmlElement } from "../../../api/xml";
import { parseTime } from "../../callback/time";
import { isFinal } from "../../helpers/state";
import { isRunRef, jobRef, partsOfRef, runRef } from "./ci-history";
import type { CiHistory, CiItem, CiSource } from "./ci-history";
import { jobKey, runKey } from "./key";

/** Scope of the requests to CI. */
export interface HistoryOptions {
  readonly client: CiClient;
  readonly bucket: BucketAddress;
  /** Types of jobs; CI requires a type to list jobs. */
  readonly tags: readonly string[];
  /** Whether runs of the bucket's workflows are requested. */
  readonly runs: boolean;
}

/** Whether CI lists jobs of a type. It has no list of jobs that process files. */
export function isListed(tag: string): boolean {
  return jobKindOf(tag).listPath !== undefined;
}

/** CI's lists of jobs and workflow runs, with the callbacks that each should have sent. */
export function createHistory({ client, bucket, tags, runs }: HistoryOptions): CiHistory {
  const body = async (ref: string): Promise<string | undefined> => {
    const details = await readDetails(ref);
    return details && callbackOf(ref, details, bucket);
  };
  const readDetails = (ref: string): Promise<XmlElement | undefined> => {
    const { id, tag } = partsOfRef(ref);
    return isRunRef(ref) ? getExecution(client, bucket, id) : getJob(client, bucket, id, tag);
  };
  const jobSource = (tag: string): CiSource => ({
    name: tag,
    async *list(from, to) {
      const window = { from: new Date(from), to: new Date(to) };
      for await (const job of listJobs(client, bucket, tag, window)) {
        const id = textOf(job, "JobId");
        const ref = jobRef(id, tag);
        if (id !== "") yield itemOf(ref, job, from, () => body(ref));
      }
    },
  });
  const runSource = (workflowId: string): CiSource => ({
    name: runRef(workflowId),
    async *list(from, to) {
      const window = { from: new Date(from), to: new Date(to) };
      for await (const run of listExecutions(client, bucket, workflowId, window)) {
        const id = textOf(run, "RunId");
        if (id !== "") yield itemOf(runRef(id), run, from, () => body(runRef(id)));
      }
    },
  });
  const workflows = async (): Promise<readonly CiSource[]> =>
    (await listWorkflows(client, bucket)).map(({ workflowId }) => runSource(workflowId));
  return {
    sources: tags.filter(isListed).map(jobSource),
    ...(runs && { workflows }),
    get: async (ref) => {
      const details = await readDetails(ref);
      const item = details && itemOf(ref, details, 0, () => Promise.resolve(callbackOf(ref, details, bucket)));
      return item?.endedAt === Infinity ? { ...item, endedAt: 0 } : item;
    },
  };
}

/**
 * A list of runs contains start times but no end times. The callback of a run that has ended may still be on its
 * way, so the next sweep reads the run by its id; by then the callback has arrived or is missing.
 *
 * @param from creation time, if CI does not report it
 */
function itemOf(ref: string, element: XmlElement, from: number, body: CiItem["body"]): CiItem {
  const state = textOf(element, "State");
  return {
    ref,
    key: isRunRef(ref) ? runKey(textOf(element, "RunId"), state) : jobKey(textOf(element, "JobId"), state),
    createdAt: timeOf(element, "CreationTime") ?? timeOf(element, "CreateTime") ?? from,
    endedAt: isFinal(state) ? (timeOf(element, "EndTime") ?? Infinity) : undefined,
    body,
  };
}

function callbackOf(ref: string, details: XmlElement, { bucket }: BucketAddress): string {
  if (!isRunRef(ref)) return buildXml("Response", { EventName: "TaskFinish", JobsDetail: details });
  const execution = { ...details, Topology: undefined, BucketId: bucket }; // the format of a callback
  return buildXml("Response", { EventName: "WorkflowFinish", WorkflowExecution: execution });
}

function timeOf(element: XmlElement, name: string): number | undefined {
  return parseTime(textOf(element, name))?.getTime();
}
