/**
 * Creating a workflow once. CI answers with the id, but an answer can be lost, and CI does not refuse a second workflow
 * of the same name: so look by name first, and again when the answer did not come.
 */
import type { BucketAddress } from "../../api/hosts";
import { isOutcomeUnknown } from "../../api/retry";
import { createWorkflow, findWorkflowsByName } from "../../api/workflows";
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import { explain, explained } from "../advice";
import type { Client } from "../client";
import { idOf } from "../address";
import { DiagnosticError, errorAt } from "../plugin/diagnostics";
import type { CallContext } from "../plugin/provider";
import { poll } from "../poll";
import { coversTopology } from "../topology";
import { isTakenOver } from "./takeover";

/** A workflow whose answer was lost is found within this time, or was not made. */
const WAIT_FOR_LOST_MS = 5_000;
const MAX_POSTS = 3;

type Calls = CallContext & { readonly client: Client };

/** A workflow that is new, or that was there. */
export interface CreatedWorkflow {
  readonly workflow: Workflow;
  readonly isNew: boolean;
}

/**
 * The workflow: a new one, or an equal one that an interrupted run or an earlier owner has left. Two creations of one
 * name must not run side by side.
 *
 * @throws DiagnosticError when another workflow has the name
 */
export async function createOnce(
  calls: Calls,
  address: BucketAddress,
  settings: WorkflowSettings,
): Promise<CreatedWorkflow> {
  const { client, signal, log } = calls;
  const { name } = settings;
  const existing = await leftBehind(calls, address, settings);
  if (existing) {
    log.warn("the very same workflow is there; it is taken over", { name, workflowId: existing.workflowId });
    return { workflow: existing, isNew: false };
  }
  for (let post = 1; ; post++) {
    try {
      return { workflow: await createWorkflow(client.ci, address, settings, signal), isNew: true };
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw explain(error, `Creating the workflow ${name}`);
      log.warn("the answer was lost; looking whether the workflow was made", { name });
      const made = await poll(() => leftBehind(calls, address, settings), { limitMs: WAIT_FOR_LOST_MS, signal });
      if (made) return { workflow: made, isNew: true };
      if (post === MAX_POSTS) throw explain(error, `Creating the workflow ${name}`);
    }
  }
}

async function leftBehind(
  { client, signal }: Calls,
  address: BucketAddress,
  settings: WorkflowSettings,
): Promise<Workflow | undefined> {
  const { name, topology } = settings;
  const sameName = await explained(`Looking for a workflow called ${name}`, () =>
    findWorkflowsByName(client.ci, address, name, signal),
  );
  const [first, ...more] = sameName;
  if (!first) return undefined;
  const isFree = !isTakenOver(client, idOf(address, first.workflowId));
  if (more.length === 0 && isFree && coversTopology(first.topology, topology)) return first;
  const ids = sameName.map(({ workflowId }) => workflowId);
  throw new DiagnosticError(
    errorAt(
      ["name"],
      "Workflow name in use",
      `The bucket ${address.bucket} has another workflow called ${name} (got ${ids.join(", ")}). Choose another name, delete it, or take it over:\n\n` +
        ids.map((id) => `  terraform import tencentci_media_workflow.<name> ${idOf(address, id)}`).join("\n"),
    ),
  );
}
