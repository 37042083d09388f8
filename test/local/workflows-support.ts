import type { LocalCloud } from "../../local/cloud";
import { BUCKET, ci } from "./support";

export const OUTPUT = { Region: "ap-guangzhou", Bucket: BUCKET, Object: "out/${RunId}/shot-${Number}.${Ext}" };
export const NOTIFY = {
  State: "On",
  Type: "Url",
  Url: "http://127.0.0.1:9/ci",
  Event: "TaskFinish,WorkflowFinish",
  ResultFormat: "JSON",
};

/** Start → Snapshot → Transcode → End, and Start → MediaInfo → End. */
export function workflow(changes: object = {}, input: object = {}) {
  return {
    MediaWorkflow: {
      Name: "wf-demo",
      State: "Active",
      Topology: {
        Dependencies: {
          Start: "Snapshot_1,MediaInfo_2",
          Snapshot_1: "Transcode_3",
          Transcode_3: "End",
          MediaInfo_2: "End",
        },
        Nodes: {
          Start: { Type: "Start", Input: { ObjectPrefix: "in/", NotifyConfig: NOTIFY, ...input } },
          Snapshot_1: { Type: "Snapshot", Operation: { TemplateId: "t1", Output: OUTPUT } },
          MediaInfo_2: { Type: "MediaInfo" },
          Transcode_3: {
            Type: "Transcode",
            Operation: { TemplateId: "t2", Output: { ...OUTPUT, Object: "out/${InputName}.${Ext}" } },
          },
        },
      },
      ...changes,
    },
  };
}

/** A workflow with its own graph; `input` is the start node's. */
export function topology(Dependencies: object, nodes: object, input: object = {}): object {
  const Start = { Type: "Start", Input: { ObjectPrefix: "in/", ...input } };
  return workflow({ Topology: { Dependencies, Nodes: { Start, ...nodes } } });
}

/** Returns the id of the workflow. */
export async function create(cloud: LocalCloud, body: object = workflow()): Promise<string> {
  const { MediaWorkflow } = await ci(cloud, { method: "POST", path: "/workflow", xml: ["Request", body as never] });
  return (MediaWorkflow as { WorkflowId: string }).WorkflowId;
}
