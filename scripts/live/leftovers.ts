/** CI's settings before a run, and what the run has left. */
import { listMediaQueues } from "../../api/queues";
import type { MediaQueue } from "../../api/queues";
import { findWorkflowsByName } from "../../api/workflows";
import { CiApiError } from "../../api/errors";
import type { LiveContext } from "./context";
import { removeObjects } from "./objects";

/** Settings of the bucket's queues by id, as text to be compared; empty where media processing is off. */
export type Queues = ReadonlyMap<string, string>;

export async function queuesNow({ client, bucket }: LiveContext): Promise<Queues> {
  try {
    const queues = await listMediaQueues(client, bucket);
    return new Map(queues.map((queue) => [queue.queueId, settingsOf(queue)]));
  } catch (error) {
    if (error instanceof CiApiError && error.status < 500) return new Map();
    throw error;
  }
}

/** An unset value equals CI's default: a restored queue has the default. */
function settingsOf({ name, state, notifyConfig }: MediaQueue): string {
  const { resultFormat, type } = notifyConfig;
  return JSON.stringify({
    ...{ name, state },
    notifyConfig: { ...notifyConfig, resultFormat: resultFormat || "XML", type: type || "Url" },
  });
}

/** Removes the run's objects and looks for everything else; returns what is left. */
export async function leftovers(live: LiveContext, before: Queues): Promise<string[]> {
  const objects = await removeObjects(live);
  const queues = await queuesNow(live);
  const changed = [...before].filter(([id, settings]) => queues.get(id) !== settings).map(([id]) => id);
  const workflows = [
    ...(await findWorkflowsByName(live.client, live.bucket, "live-workflow")),
    ...(await findWorkflowsByName(live.client, live.bucket, `live-${live.id}`)),
  ];
  return [
    ...objects.map((key) => `object ${key}`),
    ...changed.map((id) => `queue ${id} has other settings than before`),
    ...workflows.map(({ workflowId }) => `workflow ${workflowId}`),
  ];
}
