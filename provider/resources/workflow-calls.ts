/** CI calls of the workflow resource. */
import { withDeadline } from "../../api/deadline";
import type { BucketAddress } from "../../api/hosts";
import { getWorkflow, setWorkflowState, updateWorkflow } from "../../api/workflows";
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import { explain, explained } from "../advice";
import type { Client } from "../client";
import type { CallContext } from "../plugin/provider";
import { lookUp } from "./look-up";

const PUT_BACK_MS = 10_000;

export type Calls = Pick<CallContext, "signal"> & { readonly client: Client };

export async function readWorkflow(
  { client, signal }: Calls,
  address: BucketAddress,
  workflowId: string,
): Promise<Workflow | undefined> {
  return lookUp(`Reading the workflow ${workflowId}`, client, address, signal, () =>
    getWorkflow(client.ci, address, workflowId, signal),
  );
}

export async function setState(
  { client, signal }: Calls,
  address: BucketAddress,
  workflowId: string,
  state: "Active" | "Paused",
): Promise<void> {
  const doing = `${state === "Active" ? "Activating" : "Pausing"} the workflow ${workflowId}`;
  await explained(doing, () => setWorkflowState(client.ci, address, workflowId, state, signal));
}

/** Pauses a workflow, changes it and resumes it; a failure restores its state. */
export async function change(
  calls: Calls & Pick<CallContext, "log">,
  address: BucketAddress,
  before: Workflow,
  settings: WorkflowSettings,
): Promise<Workflow> {
  const { client, signal } = calls;
  const { workflowId } = before;
  // CI's console refuses to change a running workflow; whether its API does is not documented.
  if (before.state !== "Paused") await setState(calls, address, workflowId, "Paused");
  try {
    const after = await updateWorkflow(client.ci, address, workflowId, settings, signal);
    if (after.state !== settings.state) await setState(calls, address, workflowId, settings.state);
    return after;
  } catch (error) {
    await reactivate(calls, address, before);
    throw explain(error, `Changing the workflow ${settings.name}`);
  }
}

/** Resumes an active workflow after a failed change, even one stopped by Ctrl-C. */
async function reactivate(
  { client, log }: Calls & Pick<CallContext, "log">,
  address: BucketAddress,
  before: Workflow,
): Promise<void> {
  if (before.state === "Paused") return;
  try {
    await withDeadline(PUT_BACK_MS, undefined, (signal) =>
      setState({ client, signal }, address, before.workflowId, "Active"),
    );
  } catch (error) {
    log.error("the workflow stays paused", { workflowId: before.workflowId, error: (error as Error).message });
  }
}
