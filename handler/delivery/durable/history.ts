import type { CiClient } from "../../../api/client";
import { getExecution, listExecutions } from "../../../api/executions";
import type { BucketAddress } from "../../../api/hosts";
import { getJob, listJobs } from "../../../api/jobs";
import { listWorkflows } from "../../../api/workflows";
import { buildXml, textOf } from "../../../api/xml";
import type { XmlElement } from "../../../api/xml";
import { parseTime } from "../../callback/time";
import { isFinal } from "../../helpers/state";
import { jobKey, runKey } from "./key";
import type { CiHistory, CiItem } from "./reconcile";

/** What to ask CI for. */
export interface HistoryOptions {
  readonly client: CiClient;
  readonly bucket: BucketAddress;
  /** Types of jobs; CI lists none without a type. */
  readonly tags: readonly string[];
  /** Whether runs of the bucket's workflows are asked for. */
  readonly runs: boolean;
}

/** CI's own lists of jobs and workflow runs, and the callbacks that they should have caused. */
export function createHistory({ client, bucket, tags, runs }: HistoryOptions): CiHistory {
  return {
    async *list(from, to) {
      const window = { from: new Date(from), to: new Date(to) };
      for (const tag of tags) {
        for await (const job of listJobs(client, bucket, tag, window)) {
          if (textOf(job, "JobId") !== "") yield jobItem(client, bucket, job);
        }
      }
      if (!runs) return;
      for (const { workflowId } of await listWorkflows(client, bucket)) {
        for await (const run of listExecutions(client, bucket, workflowId, window)) {
          if (textOf(run, "RunId") !== "") yield runItem(client, bucket, run);
        }
      }
    },
  };
}

function jobItem(client: CiClient, bucket: BucketAddress, job: XmlElement): CiItem {
  const jobId = textOf(job, "JobId");
  const state = textOf(job, "State");
  return {
    key: jobKey(jobId, state),
    createdAt: timeOf(job, "CreationTime") ?? 0,
    endedAt: isFinal(state) ? (timeOf(job, "EndTime") ?? 0) : undefined,
    async body() {
      const details = await getJob(client, bucket, jobId);
      return details && buildXml("Response", { EventName: "TaskFinish", JobsDetail: details });
    },
  };
}

/** A list of runs says when they began and not when they ended: one that has ended is taken to have done so long ago. */
function runItem(client: CiClient, bucket: BucketAddress, run: XmlElement): CiItem {
  const runId = textOf(run, "RunId");
  const state = textOf(run, "State");
  return {
    key: runKey(runId, state),
    createdAt: timeOf(run, "CreationTime") ?? timeOf(run, "CreateTime") ?? 0,
    endedAt: isFinal(state) ? 0 : undefined,
    async body() {
      const details = await getExecution(client, bucket, runId);
      if (!details) return undefined;
      const execution = { ...details, Topology: undefined, BucketId: bucket.bucket }; // as a callback has it
      return buildXml("Response", { EventName: "WorkflowFinish", WorkflowExecution: execution });
    },
  };
}

function timeOf(element: XmlElement, name: string): number | undefined {
  return parseTime(textOf(element, name))?.getTime();
}
