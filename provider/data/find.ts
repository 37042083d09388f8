/** Finds a queue or a workflow by id or name. Errors list the existing ones. */
import type { BucketAddress } from "../../api/hosts";
import type { ServiceAddress } from "../../api/queue-families";
import { listMediaQueues } from "../../api/queues";
import type { MediaQueue } from "../../api/queues";
import { listWorkflows } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import type { Client } from "../client";
import { DiagnosticError, errorAt } from "../plugin/diagnostics";
import type { ClientContext } from "../plugin/provider";
import { ORDINARY } from "../resources/adopt-queue";
import { lookUp } from "../resources/look-up";

export interface QueueQuery {
  readonly queue_id: string | null;
  readonly name: string | null;
}

export interface WorkflowQuery {
  readonly workflow_id: string | null;
  readonly name: string | null;
}

type Calls = Pick<ClientContext<Client>, "client" | "signal">;

/** Most objects that a message lists. */
const MAX_SHOWN = 20;

export async function findQueue(
  { client, signal }: Calls,
  address: ServiceAddress,
  { queue_id: id, name }: QueueQuery,
): Promise<MediaQueue> {
  const { family = "media", bucket } = address;
  const queues =
    (await lookUp(`Looking for the ${family} queue of ${bucket}`, client, address, signal, () =>
      listMediaQueues(client.ci, address, signal),
    )) ?? [];
  const matchesQuery = (queue: MediaQueue): boolean =>
    (id === null || queue.queueId === id) && (name === null || queue.name === name);
  const candidates = queues.filter(
    (queue) =>
      matchesQuery(queue) && (id !== null || name !== null || family !== "media" || ORDINARY.includes(queue.category)),
  );
  const found = queues.map(({ queueId, name: other }) => `${queueId} "${other}"`);
  return onlyOne(candidates, `${family} queue`, bucket, id ?? name, found, id === null ? "queue_id" : "name");
}

export async function findWorkflow(
  { client, signal }: Calls,
  address: BucketAddress,
  { workflow_id: id, name }: WorkflowQuery,
): Promise<Workflow> {
  const doing = `Looking for the workflow ${id ?? name} of ${address.bucket}`;
  const workflows =
    (await lookUp(doing, client, address, signal, () => listWorkflows(client.ci, address, { signal }))) ?? [];
  const candidates = workflows.filter(
    (workflow) => (id === null || workflow.workflowId === id) && (name === null || workflow.name === name),
  );
  const found = workflows.map(({ workflowId, name: other }) => `${workflowId} "${other}"`);
  return onlyOne(candidates, "workflow", address.bucket, id ?? name, found, id === null ? "workflow_id" : "name");
}

/** @throws DiagnosticError that lists the candidates */
function onlyOne<T>(
  candidates: readonly T[],
  kind: string,
  bucket: string,
  idOrName: string | null,
  found: readonly string[],
  argument: string,
): T {
  const [candidate, ...more] = candidates;
  if (candidate !== undefined && more.length === 0) return candidate;
  const shown =
    found.length > MAX_SHOWN ? [...found.slice(0, MAX_SHOWN), `and ${found.length - MAX_SHOWN} more`] : found;
  const foundList = `(found ${shown.join(", ") || "none"})`;
  if (candidate !== undefined) {
    throw new DiagnosticError(errorAt([argument], `Several ${kind}s`, `Set ${argument} to one of them ${foundList}.`));
  }
  const which = idOrName === null ? "" : ` ${JSON.stringify(idOrName)}`;
  throw new DiagnosticError({
    severity: "error",
    summary: `No such ${kind}`,
    detail: `The bucket ${bucket} has no ${kind}${which} ${foundList}.`,
  });
}
