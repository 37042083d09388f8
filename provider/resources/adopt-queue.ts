/** Finds the queue to adopt, which may be seconds old. */
import { findMediaBucket } from "../../api/media-buckets";
import type { QueueFamily, ServiceAddress } from "../../api/queue-families";
import { getMediaQueue, listMediaQueues } from "../../api/queues";
import type { MediaQueue } from "../../api/queues";
import { explained } from "../advice";
import type { Client } from "../client";
import { DiagnosticError, errorAt } from "../plugin/diagnostics";
import { poll } from "../poll";

/** CI lists a newly enabled service within this time. */
const WAIT_FOR_SERVICE_MS = 5_000;
/** Categories of a media service's default queue; older answers have none. Other services have one kind of queue. */
export const ORDINARY = ["Transcoding", ""];

/**
 * The queue with the id; without an id, the service's only queue.
 *
 * @throws DiagnosticError that lists the queues found
 */
export async function findQueueToAdopt(
  client: Client,
  address: ServiceAddress,
  queueId: string | null,
  signal: AbortSignal,
): Promise<MediaQueue> {
  const { family = "media" } = address;
  return explained(`Looking for the ${family} queue of ${address.bucket}`, async () => {
    if (queueId !== null) {
      const queue = await getMediaQueue(client.ci, address, queueId, signal);
      if (queue) return queue;
    }
    const findQueues = async (): Promise<MediaQueue[] | undefined> => {
      const queues = await listMediaQueues(client.ci, address, signal);
      return queues.length > 0 ? queues : undefined;
    };
    const queues = (await findQueues()) ?? (await waitWhileOn(client, address, findQueues, signal)) ?? [];
    const candidates = queues.filter(({ queueId: id, category }) =>
      queueId === null ? family !== "media" || ORDINARY.includes(category) : id === queueId,
    );
    if (candidates.length === 1) return candidates[0]!;
    if (queueId !== null) return fail(unknownQueue(queueId, queues, address));
    return fail(candidates.length === 0 ? noQueue(address) : severalQueues(family, candidates));
  });
}

/** Repeats `look` while the service is on: its queue appears soon. */
async function waitWhileOn<T>(
  client: Client,
  address: ServiceAddress,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const isOn = await poll(async () => findMediaBucket(client.ci, address, signal), {
    limitMs: WAIT_FOR_SERVICE_MS,
    signal,
  });
  return isOn ? poll(look, { signal }) : undefined;
}

function fail(diagnostic: ConstructorParameters<typeof DiagnosticError>[0]): never {
  throw new DiagnosticError(diagnostic);
}

function noQueue({ bucket, region, family = "media" }: ServiceAddress): ReturnType<typeof errorAt> {
  return errorAt(
    ["bucket"],
    `No ${family} queue`,
    `The bucket ${bucket} in ${region} has no ${family} queue: its ${family} service is off. Add a tencentci_media_service of this family for the bucket and let this resource depend on it, or turn the service on in the console.`,
  );
}

function unknownQueue(
  queueId: string,
  queues: readonly MediaQueue[],
  { bucket, region, family = "media" }: ServiceAddress,
): ReturnType<typeof errorAt> {
  return errorAt(
    ["queue_id"],
    `No such ${family} queue`,
    `The bucket ${bucket} in ${region} has no ${family} queue ${queueId} (found ${list(queues)}). Leave queue_id out to adopt the only one.`,
  );
}

function severalQueues(family: QueueFamily, queues: readonly MediaQueue[]): ReturnType<typeof errorAt> {
  return errorAt(["queue_id"], `Several ${family} queues`, `Set queue_id to one of them: ${list(queues)}.`);
}

function list(queues: readonly MediaQueue[]): string {
  return queues.map(({ queueId, name }) => `${queueId} "${name}"`).join(", ") || "none";
}
