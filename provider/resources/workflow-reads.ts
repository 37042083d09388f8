/** Reads of a plan: Terraform asks for each workflow by itself, and one answer of CI holds a hundred. */
import type { BucketAddress } from "../../api/hosts";
import { firstWorkflows, getWorkflow } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import { idOf } from "../address";
import type { Client } from "../client";

/** Reads of one plan come within this time; what is older is read again. */
const MAX_AGE_MS = 2_000;

interface Snapshot {
  readonly at: number;
  readonly workflows: Promise<readonly Workflow[]>;
}

const snapshots = new WeakMap<Client, Map<string, Snapshot>>();

/**
 * A workflow as CI showed it at most two seconds ago; undefined when there is none. Not for what is about to be changed.
 */
export async function readRecent(
  client: Client,
  place: BucketAddress,
  workflowId: string,
  signal: AbortSignal,
): Promise<Workflow | undefined> {
  const workflows = await untilAborted(recentOf(client, place, signal), signal);
  return (
    workflows.find((workflow) => workflow.workflowId === workflowId) ??
    // Not among the first hundred, made a moment ago, or the shared call was stopped by the deadline of another read.
    getWorkflow(client.ci, place, workflowId, signal)
  );
}

function recentOf(client: Client, place: BucketAddress, signal: AbortSignal): Promise<readonly Workflow[]> {
  const known = snapshots.get(client) ?? new Map<string, Snapshot>();
  snapshots.set(client, known);
  const key = idOf(place);
  const recent = known.get(key);
  if (recent && Date.now() - recent.at < MAX_AGE_MS) return recent.workflows;
  const workflows = firstWorkflows(client.ci, place, signal).catch((error: unknown) => {
    known.delete(key);
    if (signal.aborted) return [];
    throw error;
  });
  known.set(key, { at: Date.now(), workflows });
  return workflows;
}

/** Rejects when `signal` aborts, also while other calls wait for the same result. */
function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
