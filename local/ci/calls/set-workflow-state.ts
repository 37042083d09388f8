import type { Call } from "../../http/call";
import type { QueueState } from "../model";
import { requireWorkflow } from "./update-workflow";

export const activateWorkflow: Call = setState("active", "Active");
export const pauseWorkflow: Call = setState("paused", "Paused");

function setState(action: string, state: QueueState): Call {
  return {
    host: "ci",
    method: "PUT",
    path: /^\/workflow\/([^/]+)$/,
    action,
    needs: "media",
    run({ bucket, params: [id], clock }) {
      const workflow = requireWorkflow(bucket, id!);
      workflow.State = state;
      workflow.UpdateTime = clock.timestamp();
      return { status: 200 };
    },
  };
}
