import { WORKFLOW_ACTIONS } from "../../../api/actions";
import type { Call } from "../../http/call";
import type { QueueState } from "../model";
import { requireWorkflow } from "./update-workflow";

export const activateWorkflow: Call = setWorkflowState("active", "Active", WORKFLOW_ACTIONS.activate);
export const pauseWorkflow: Call = setWorkflowState("paused", "Paused", WORKFLOW_ACTIONS.pause);

function setWorkflowState(action: string, state: QueueState, actions: readonly string[]): Call {
  return {
    host: "ci",
    method: "PUT",
    path: /^\/workflow\/([^/]+)$/,
    action,
    needs: "media",
    actions,
    run({ bucket, params: [id], clock }) {
      const workflow = requireWorkflow(bucket, id!);
      workflow.State = state;
      workflow.UpdateTime = clock.timestamp();
      return { status: 200 };
    },
  };
}
