/**
 * `tencentci_media_queue`: the settings of a queue that CI made. Create adopts the queue and remembers its old settings,
 * destroy puts them back.
 */
import { NO_NOTIFY } from "../../api/notify-config";
import { isOutcomeUnknown } from "../../api/retry";
import { getMediaQueue, updateMediaQueue } from "../../api/queues";
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { checkService, parseServiceId, plannedFamily, plannedRegion } from "../address";
import { REPLACED_BY_SERVICE, serviceIdOf, serviceOf, withFamily } from "../address";
import { explained } from "../advice";
import type { Client } from "../client";
import { isSameNotify, withDefaults, writeOnlyUrl } from "../notify";
import { checkNotify, checkNotifyTarget, plannedNotify } from "../notify-check";
import { DiagnosticError, diagnosticsOf } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { ClientContext, Resource } from "../plugin/provider";
import { isUnknown, UNKNOWN, valuesEqual } from "../plugin/values";
import { QUEUE_IDENTITY } from "../identities";
import { TIME_LIMITS } from "../schema/common";
import { MEDIA_QUEUE } from "../schema/media-queue";
import { findQueueToAdopt } from "./adopt-queue";
import { lookUp } from "./gone";
import { checkAtApply, checkQueue } from "./queue-check";
import { toState, wantedSettings } from "./queue-state";
import type { MediaQueueState, QueuePlace } from "./queue-state";
import { isSameSettings, madeOf, settingsToRestore } from "./queue-memory";
import type { MadeQueue, QueueMemory } from "./queue-memory";
import { settle } from "./settle";
import { inTurn, isTakenOver, leftAlone, takeOver } from "./takeover";

export const mediaQueue: Resource<Client, MediaQueueState, QueueMemory> = {
  schema: MEDIA_QUEUE,
  timeouts: TIME_LIMITS,
  identity: QUEUE_IDENTITY,
  replaceOnChange: [...REPLACED_BY_SERVICE, ["queue_id"]],
  upgrade: (_version, state) => withFamily(state),
  validate: (config) => [...checkService(config), ...checkQueue(config), ...checkNotify(config.notify_config)],

  plan({ prior, planned, config, client }) {
    const configured = isUnknown(config.notify_config)
      ? UNKNOWN
      : config.notify_config && withDefaults(config.notify_config);
    const kept = configured && !isUnknown(configured) ? plannedNotify(configured, prior?.notify_config) : undefined;
    const notify = kept?.notify ?? configured;
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client, prior),
      family: plannedFamily(config.family),
      // Not as proposed: members that are not computed Terraform takes for ones that have left the configuration.
      notify_config: notify ?? prior?.notify_config ?? planned.notify_config,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: [...(kept?.diagnostics ?? []), ...checkNotifyTarget(config.notify_config, client)],
    };
  },

  async create(request) {
    const { client, wanted, planned, signal } = request;
    const diagnostics = checkAtApply(wanted, planned, client);
    const address = serviceOf(wanted, client);
    return inTurn(client, serviceIdOf(address), async () => {
      const found = await findQueueToAdopt(client, address, wanted.queue_id, signal);
      const settings = wantedSettings(wanted, found);
      // Found as wanted: an earlier run set it and was killed before it could say so. What was before is lost.
      const notifyConfig =
        isSameNotify(found.notifyConfig, settings.notifyConfig) && wanted.notify_config
          ? NO_NOTIFY
          : found.notifyConfig;
      const original = { name: found.name, state: found.state, notifyConfig };
      const result = ({ queue, made }: Written, problems: readonly Diagnostic[]) => ({
        state: settle(planned, toState(address, queue, wanted.notify_config, made.secret)),
        private: { original, made },
        diagnostics: problems,
      });
      takeOver(client, serviceIdOf(address, found.queueId));
      try {
        return result(await write(request, address, found, settings, wanted), diagnostics);
      } catch (error) {
        if (!isOpen(error, request)) throw error;
        // It may be changed all the same: saved with the error, so that destroy puts back what was before.
        const made = madeOf(settings, undefined, writeOnlyUrl(wanted.notify_config, settings.notifyConfig));
        return result({ queue: found, made }, diagnosticsOf(error));
      }
    });
  },

  async read({ client, state, signal, private: memory }) {
    const queue = await look({ client, signal }, state);
    return { state: queue ? toState(state, queue, state.notify_config, memory?.made?.secret) : null, private: memory };
  },

  async update(request) {
    const { client, wanted, planned, prior, private: memory } = request;
    const diagnostics = checkAtApply(wanted, planned, client);
    return inTurn(client, serviceIdOf(prior), async () => {
      const found = await look(request, prior);
      if (!found) throw new DiagnosticError(goneMeanwhile(prior));
      const settings = wantedSettings(wanted, found, prior);
      try {
        const { queue, made } = await write(request, prior, found, settings, wanted);
        const state = settle(planned, toState(prior, queue, wanted.notify_config, made.secret));
        return { state, private: { original: memory?.original, made }, diagnostics };
      } catch (error) {
        if (!isOpen(error, request)) throw error;
        // It may be changed all the same, and destroy must know it for this resource's own.
        const attempted = madeOf(settings, undefined, writeOnlyUrl(wanted.notify_config, settings.notifyConfig));
        return { state: prior, private: { ...memory, attempted }, diagnostics: diagnosticsOf(error) };
      }
    });
  },

  async delete(request) {
    const { client, prior, private: memory, log } = request;
    return inTurn(client, serviceIdOf(prior), async () => {
      const found = await look(request, prior);
      if (!found) {
        log.info("the queue is gone already", { queueId: prior.queue_id });
        return undefined;
      }
      const subject = `The ${prior.family} queue ${prior.queue_id}`;
      if (isTakenOver(client, serviceIdOf(prior, prior.queue_id))) {
        return leftAlone(subject, "Another resource of this run has adopted it", "There is nothing to do.");
      }
      const restored = settingsToRestore(found, memory, prior);
      if (!restored) {
        const reason = "Somebody, or another run of Terraform, has set it since this resource did";
        return leftAlone(
          subject,
          reason,
          "If it still calls an address of yours, turn its callback off in the console.",
        );
      }
      if (!isSameSettings(found, restored)) await write(request, prior, found, restored);
      return undefined;
    });
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
    return { state: toState(address, queue, null, undefined), private: {} };
  },
};

type Calls = Pick<ClientContext<Client>, "client" | "signal">;

interface Written {
  readonly queue: MediaQueue;
  readonly made: MadeQueue;
}

/** True when a change that failed may have been carried out. */
function isOpen(error: unknown, { signal }: Pick<Calls, "signal">): boolean {
  return signal.aborted || isOutcomeUnknown((error as Error).cause);
}

/**
 * Sets a queue, even one that has the settings already: CI then shows another time of the last change, by which an
 * earlier owner in another state sees that the queue has a new one.
 */
async function write(
  calls: Calls,
  place: QueuePlace,
  found: MediaQueue,
  settings: MediaQueueSettings,
  wanted: Pick<MediaQueueState, "notify_config"> = { notify_config: null },
): Promise<Written> {
  const { client, signal } = calls;
  const { queueId } = found;
  const answer = await explained(`Changing the ${place.family} queue ${queueId}`, () =>
    updateMediaQueue(client.ci, place, queueId, settings, signal),
  );
  // The answer to a change leaves out what cannot be changed, and perhaps the time of the change.
  const read = await look(calls, { ...place, queue_id: queueId }).catch(() => undefined);
  const { maxSize = found.maxSize, maxConcurrent = found.maxConcurrent } = answer;
  const queue = read ?? { ...answer, maxSize, maxConcurrent, category: answer.category || found.category };
  const secret = writeOnlyUrl(wanted.notify_config, settings.notifyConfig);
  return { queue, made: madeOf(settings, [answer.updateTime, queue.updateTime], secret) };
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
