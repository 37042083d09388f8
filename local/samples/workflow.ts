import type { CallbackFormat } from "../ci/post";
import type { Execution } from "../ci/model";
import { executionBody } from "../ci/notify";
import { resultInfo } from "../ci/result-info";
import { textOf } from "../http/xml";
import { ciId } from "../ids";
import { sampleJob } from "./job";
import type { Setting } from "./options";

/** Body of the callback of a workflow run with one node, a job with this tag, started by an upload. */
export function sampleRunBody(tag: string, setting: Setting, format: CallbackFormat): string {
  const { job, outputs } = sampleJob(tag, setting);
  const object = textOf(job.Input, "Object") ?? "";
  const execution: Execution = {
    RunId: ciId("i"),
    WorkflowId: ciId("w"),
    WorkflowName: "sample",
    State: setting.isFailed ? "Failed" : "Success",
    BucketId: setting.bucket,
    Object: object,
    CosHeaders: [{ Key: "EventName", Value: "cos:ObjectCreated:Put" }],
    CreateTime: job.CreationTime,
    Topology: { Dependencies: {}, Nodes: {} },
    Tasks: [
      {
        Type: tag,
        Name: `${tag}_1`,
        JobId: job.JobId,
        State: job.State,
        CreateTime: job.CreationTime,
        StartTime: job.StartTime,
        EndTime: job.EndTime,
        ResultInfo: resultInfo({ name: setting.bucket, region: setting.region }, outputs, object),
      },
    ],
  };
  return executionBody(execution, format);
}
