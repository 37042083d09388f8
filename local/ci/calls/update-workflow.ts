import type { Bucket } from "../../cos/bucket";
import { accessDenied, resourceNotFound } from "../../http/errors";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { Workflow } from "../model";
import { readWorkflow, workflowElement } from "./create-workflow";

/** Replaces name, state and graph of a workflow. */
export const updateWorkflow: Call = {
  host: "ci",
  method: "PUT",
  path: /^\/workflow\/([^/]+)$/,
  needs: "media",
  actions: ["ci:UpdateMediaWorkflow"],
  run({ bucket, request, params: [id], clock, settings, requestId }) {
    const workflow = requireWorkflow(bucket, id!);
    if (settings.strictWorkflows) requirePaused(workflow, "changed");
    Object.assign(workflow, readWorkflow(request.body, bucket), { UpdateTime: clock.timestamp() });
    return xmlReply({
      RequestId: requestId,
      MediaWorkflow: workflowElement(workflow, bucket, settings.normaliseTopology),
    });
  },
};

export function requireWorkflow(bucket: Bucket, id: string): Workflow {
  const workflow = bucket.workflows.get(id);
  if (!workflow) throw resourceNotFound(`workflow ${id} does not exist in bucket ${bucket.name}`);
  return workflow;
}

export function requirePaused(workflow: Workflow, change: string): void {
  if (workflow.State === "Active") {
    throw accessDenied(`workflow ${workflow.WorkflowId} is Active; only a Paused one can be ${change}`);
  }
}
