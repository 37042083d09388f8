import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { requirePaused, requireWorkflow } from "./update-workflow";

export const deleteWorkflow: Call = {
  host: "ci",
  method: "DELETE",
  path: /^\/workflow\/([^/]+)$/,
  needs: "media",
  actions: ["ci:DeleteMediaWorkflow"],
  run({ bucket, params: [id], settings, requestId }) {
    const workflow = requireWorkflow(bucket, id!);
    if (settings.strictWorkflows) requirePaused(workflow, "deleted");
    bucket.workflows.delete(workflow.WorkflowId);
    return xmlReply({ RequestId: requestId, WorkflowId: workflow.WorkflowId });
  },
};
