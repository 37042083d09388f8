/**
 * Creates a workflow once. CI accepts two workflows of one name, and its answer with the id can be lost. So the name is
 * looked up first, and again after a lost answer.
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

/** After a lost answer, a workflow not found within this time does not exist. */
const WAIT_FOR_LOST_MS = 5_000;
const MAX_POSTS = 3;

type Calls = CallContext & { readonly client: Client };

/** A new or existing workflow. */
export interface CreatedWorkflow {
  readonly workflow: Workflow;
  readonly isNew: boolean;
}

/**
 * Returns a new workflow, or an equal one left by an interrupted run or an earlier owner. Two creations of one name
 * must not run concurrently.
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
  const existing = await findExisting(calls, address, settings);
  if (existing) {
    log.warn("adopting the existing, equal workflow", { name, workflowId: existing.workflowId });
    return { workflow: existing, isNew: false };
  }
  for (let post = 1; ; post++) {
    try {
      return { workflow: await createWorkflow(client.ci, address, settings, signal), isNew: true };
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw explain(error, `Creating the workflow ${name}`);
      log.warn("the answer was lost; looking for the workflow", { name });
      const created = await poll(() => findExisting(calls, address, settings), { limitMs: WAIT_FOR_LOST_MS, signal });
      if (created) return { workflow: created, isNew: true };
      if (post === MAX_POSTS) throw explain(error, `Creating the workflow ${name}`);
    }
  }
}

async function findExisting(
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
      `The bucket ${address.bucket} has another workflow called ${name} (got ${ids.join(", ")}). Choose another name, delete it, or import it:\n\n` +
        ids.map((id) => `  terraform import tencentci_media_workflow.<name> ${idOf(address, id)}`).join("\n"),
    ),
  );
}
