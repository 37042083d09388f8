/** Shares reads of a plan: Terraform reads workflows one by one, CI lists a hundred per call. */
import type { BucketAddress } from "../../api/hosts";
import { firstWorkflows, getWorkflow } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import { idOf } from "../address";
import type { Client } from "../client";

/** Older answers are not shared: the reads of one plan come within this time. */
const MAX_AGE_MS = 2_000;

interface Snapshot {
  readonly at: number;
  readonly workflows: Promise<readonly Workflow[]>;
}

const snapshots = new WeakMap<Client, Map<string, Snapshot>>();

/** A workflow as of at most two seconds ago; undefined when there is none. Do not use before a change. */
export async function readRecent(
  client: Client,
  address: BucketAddress,
  workflowId: string,
  signal: AbortSignal,
): Promise<Workflow | undefined> {
  const workflows = await untilAborted(recentOf(client, address, signal), signal);
  return (
    workflows.find((workflow) => workflow.workflowId === workflowId) ??
    // Not among the first hundred, just created, or another read's deadline stopped the shared call.
    getWorkflow(client.ci, address, workflowId, signal)
  );
}

function recentOf(client: Client, address: BucketAddress, signal: AbortSignal): Promise<readonly Workflow[]> {
  const known = snapshots.get(client) ?? new Map<string, Snapshot>();
  snapshots.set(client, known);
  const key = idOf(address);
  const recent = known.get(key);
  if (recent && Date.now() - recent.at < MAX_AGE_MS) return recent.workflows;
  const workflows = firstWorkflows(client.ci, address, signal).catch((error: unknown) => {
    known.delete(key);
    if (signal.aborted) return [];
    throw error;
  });
  known.set(key, { at: Date.now(), workflows });
  return workflows;
}

/** Rejects when `signal` aborts, even while other calls wait for the same result. */
function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
