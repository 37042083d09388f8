/** Calls of CI that a workflow resource is made of. */
import { getWorkflow, setWorkflowState, updateWorkflow } from "../../api/workflows";
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import { explain, explained } from "../advice";
import type { Client } from "../client";
import type { CallContext } from "../plugin/provider";
import { lookUp } from "./gone";
import type { MediaWorkflowState } from "./workflow-check";

const PUT_BACK_MS = 10_000;

export type Calls = Pick<CallContext, "signal"> & { readonly client: Client };
export type Place = Pick<MediaWorkflowState, "bucket" | "region">;

export async function look({ client, signal }: Calls, place: Place, workflowId: string): Promise<Workflow | undefined> {
  return lookUp(`Reading the workflow ${workflowId}`, client, place, signal, () =>
    getWorkflow(client.ci, place, workflowId, signal),
  );
}

export async function setState(
  { client, signal }: Calls,
  place: Place,
  workflowId: string,
  state: "Active" | "Paused",
): Promise<void> {
  const doing = `${state === "Active" ? "Activating" : "Pausing"} the workflow ${workflowId}`;
  await explained(doing, () => setWorkflowState(client.ci, place, workflowId, state, signal));
}

/** Pauses a workflow, changes it and lets it run again; after a failure it is what it was. */
export async function change(
  calls: Calls & Pick<CallContext, "log">,
  place: Place,
  before: Workflow,
  settings: WorkflowSettings,
): Promise<Workflow> {
  const { client, signal } = calls;
  const { workflowId } = before;
  // CI's console refuses to change a running workflow; whether its API does is not documented.
  if (before.state !== "Paused") await setState(calls, place, workflowId, "Paused");
  try {
    const after = await updateWorkflow(client.ci, place, workflowId, settings, signal);
    if (after.state !== settings.state) await setState(calls, place, workflowId, settings.state);
    return after;
  } catch (error) {
    await putBack(calls, place, before);
    throw explain(error, `Changing the workflow ${settings.name}`);
  }
}

/** After a failed change a workflow that ran must run again, also when the change was stopped by Ctrl-C. */
async function putBack(
  { client, log }: Calls & Pick<CallContext, "log">,
  place: Place,
  before: Workflow,
): Promise<void> {
  if (before.state === "Paused") return;
  try {
    const calls = { client, signal: AbortSignal.timeout(PUT_BACK_MS) };
    await setState(calls, place, before.workflowId, "Active");
  } catch (error) {
    log.error("the workflow stays paused", { workflowId: before.workflowId, error: (error as Error).message });
  }
}
