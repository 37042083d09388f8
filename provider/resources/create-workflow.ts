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

/** A workflow whose answer was lost is found within this time, or was not made. */
const WAIT_FOR_LOST_MS = 5_000;
const MAX_POSTS = 3;

type Calls = CallContext & { readonly client: Client };

/** Workflows that this run of the provider has made or taken over: no second resource may take them for left behind. */
const owned = new WeakMap<Client, Set<string>>();
/** The last creation of a name: two of one name, which Terraform runs side by side, must not miss each other. */
const lines = new WeakMap<Client, Map<string, Promise<unknown>>>();

/**
 * The workflow: a new one, or the very same that an interrupted run has left.
 *
 * @throws DiagnosticError when another workflow has the name
 */
export async function createOnce(calls: Calls, address: BucketAddress, settings: WorkflowSettings): Promise<Workflow> {
  return inLine(calls.client, idOf(address, settings.name), async () => {
    const workflow = await create(calls, address, settings);
    memberOf(owned, calls.client, () => new Set()).add(workflow.workflowId);
    return workflow;
  });
}

function inLine<T>(client: Client, key: string, run: () => Promise<T>): Promise<T> {
  const line = memberOf(lines, client, () => new Map<string, Promise<unknown>>());
  const mine = (line.get(key) ?? Promise.resolve()).then(run, run);
  line.set(key, mine);
  return mine;
}

async function create(calls: Calls, address: BucketAddress, settings: WorkflowSettings): Promise<Workflow> {
  const { client, signal, log } = calls;
  const { name } = settings;
  const existing = await leftBehind(calls, address, settings);
  if (existing) {
    log.warn("an interrupted run has left this workflow; it is taken over", { name, workflowId: existing.workflowId });
    return existing;
  }
  for (let post = 1; ; post++) {
    try {
      return await createWorkflow(client.ci, address, settings, signal);
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw explain(error, `Creating the workflow ${name}`);
      log.warn("the answer was lost; looking whether the workflow was made", { name });
      const made = await poll(() => leftBehind(calls, address, settings), { limitMs: WAIT_FOR_LOST_MS, signal });
      if (made) return made;
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
  const isFree = owned.get(client)?.has(first.workflowId) !== true;
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

function memberOf<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
