import { accessDenied, invalidArgument } from "../../http/errors";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { requireWorkflow } from "./update-workflow";

/** Starts a run for an existing object. */
export const triggerWorkflow: Call = {
  host: "ci",
  method: "POST",
  path: /^\/triggerworkflow$/,
  needs: "media",
  actions: ["ci:TriggerMediaWorkflow"],
  run({ bucket, request: { query }, executions, settings, requestId }) {
    const workflow = requireWorkflow(bucket, query.get("workflowId") ?? "");
    const key = query.get("object") ?? "";
    if (key === "") throw invalidArgument("object must be given");
    if (settings.strictWorkflows && workflow.State !== "Active") {
      throw accessDenied(`workflow ${workflow.WorkflowId} is ${workflow.State}; only an Active one can be triggered`);
    }
    const { RunId } = executions.start(bucket, workflow, key.replace(/^\//, ""));
    return xmlReply({ RequestId: requestId, InstanceId: RunId });
  },
};
