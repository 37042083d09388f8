/**
 * `tencentci_media_queue`: the settings of a queue that CI made. Create adopts the queue and remembers its old settings,
 * destroy puts them back.
 */
import { NO_NOTIFY } from "../../api/notify-config";
import { isOutcomeUnknown } from "../../api/retry";
import { getMediaQueue, updateMediaQueue } from "../../api/queues";
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { checkService, parseServiceId, plannedFamily, plannedRegion } from "../address";
import { REPLACED_BY_SERVICE, serviceOf, withFamily } from "../address";
import { explained } from "../advice";
import type { Client } from "../client";
import { isSameNotify, withDefaults } from "../notify";
import { checkNotify, checkNotifyTarget } from "../notify-check";
import { DiagnosticError, diagnosticsOf } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { ClientContext, Resource } from "../plugin/provider";
import { isUnknown, UNKNOWN, valuesEqual } from "../plugin/values";
import { MEDIA_QUEUE } from "../schema/media-queue";
import { findQueueToAdopt } from "./adopt-queue";
import { lookUp } from "./gone";
import { checkAtApply, checkQueue } from "./queue-check";
import { toState, wantedSettings } from "./queue-state";
import type { MediaQueueState, QueuePlace } from "./queue-state";
import { settle } from "./settle";

/** Remembered beside the state. */
interface Memory {
  /** Settings before the queue was adopted; none for an imported queue. */
  readonly original?: MediaQueueSettings;
}

export const mediaQueue: Resource<Client, MediaQueueState, Memory> = {
  schema: MEDIA_QUEUE,
  replaceOnChange: [...REPLACED_BY_SERVICE, ["queue_id"]],
  upgrade: (_version, state) => withFamily(state),
  validate: (config) => [...checkService(config), ...checkQueue(config), ...checkNotify(config.notify_config)],

  plan({ prior, planned, config, client }) {
    const notify = isUnknown(config.notify_config)
      ? UNKNOWN
      : config.notify_config && withDefaults(config.notify_config);
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client),
      family: plannedFamily(config.family),
      // Not as proposed: members that are not computed Terraform takes for ones that have left the configuration.
      notify_config: notify ?? prior?.notify_config ?? planned.notify_config,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: checkNotifyTarget(config.notify_config, client),
    };
  },

  async create({ client, config, planned, signal }) {
    const diagnostics = checkAtApply(config, planned, client);
    const address = serviceOf(config, client);
    const found = await findQueueToAdopt(client, address, config.queue_id, signal);
    const wanted = wantedSettings(config, found);
    // Found as wanted: an earlier run set it and was killed before it could say so. What was before is lost.
    const notifyConfig =
      isSameNotify(found.notifyConfig, wanted.notifyConfig) && config.notify_config ? NO_NOTIFY : found.notifyConfig;
    const original = { name: found.name, state: found.state, notifyConfig };
    const result = (queue: MediaQueue, problems: readonly Diagnostic[]) => ({
      state: settle(planned, toState(address, queue, config.notify_config)),
      private: { original },
      diagnostics: problems,
    });
    try {
      return result(await change({ client, signal }, address, found, wanted), diagnostics);
    } catch (error) {
      if (!signal.aborted && !isOutcomeUnknown((error as Error).cause)) throw error;
      // It may be changed all the same: saved with the error, so that destroy puts back what was before.
      return result(found, diagnosticsOf(error));
    }
  },

  async read({ client, state, signal, private: memory }) {
    const queue = await look({ client, signal }, state);
    return { state: queue ? toState(state, queue, state.notify_config) : null, private: memory };
  },

  async update({ client, config, planned, prior, signal, private: memory }) {
    const diagnostics = checkAtApply(config, planned, client);
    const found = await look({ client, signal }, prior);
    if (!found) throw new DiagnosticError(goneMeanwhile(prior));
    const queue = await change({ client, signal }, prior, found, wantedSettings(config, found));
    return { state: settle(planned, toState(prior, queue, config.notify_config)), private: memory, diagnostics };
  },

  async delete({ client, prior, signal, private: memory, log }) {
    const found = await look({ client, signal }, prior);
    if (!found) {
      log.info("the queue is gone already", { queueId: prior.queue_id });
      return;
    }
    const { name, state } = found;
    await change({ client, signal }, prior, found, memory?.original ?? { name, state, notifyConfig: NO_NOTIFY });
  },

  async import({ id, client, signal }) {
    const { bucket, region, family, rest } = parseServiceId(id, client, "queueId");
    const address = { bucket, region, family, queue_id: rest[0]! };
    const queue = await look({ client, signal }, address);
    if (!queue) {
      throw new DiagnosticError({
        severity: "error",
        summary: `No such ${family} queue`,
        detail: `The bucket ${bucket} in ${region} has no ${family} queue ${rest[0]}.`,
      });
    }
    return { state: toState(address, queue, null), private: {} };
  },
};

type Calls = Pick<ClientContext<Client>, "client" | "signal">;
async function change(
  { client, signal }: Calls,
  place: QueuePlace,
  found: MediaQueue,
  wanted: MediaQueueSettings,
): Promise<MediaQueue> {
  const isSame =
    found.name === wanted.name && found.state === wanted.state && isSameNotify(found.notifyConfig, wanted.notifyConfig);
  if (isSame) return found;
  const { queueId } = found;
  const answer = await explained(`Changing the ${place.family} queue ${queueId}`, () =>
    updateMediaQueue(client.ci, place, queueId, wanted, signal),
  );
  // The answer to a change leaves out what cannot be changed.
  const { maxSize = found.maxSize, maxConcurrent = found.maxConcurrent } = answer;
  return { ...answer, maxSize, maxConcurrent, category: answer.category || found.category };
}

function look(
  { client, signal }: Calls,
  place: QueuePlace & Pick<MediaQueueState, "queue_id">,
): Promise<MediaQueue | undefined> {
  return lookUp(`Reading the ${place.family} queue ${place.queue_id}`, client, place, signal, () =>
    getMediaQueue(client.ci, place, place.queue_id, signal),
  );
}

function goneMeanwhile({ queue_id, family }: MediaQueueState): Diagnostic {
  return {
    severity: "error",
    summary: `The ${family} queue is gone`,
    detail: `${queue_id} was there at plan time and is not any more: somebody turned the ${family} service off. Plan and apply again.`,
  };
}
