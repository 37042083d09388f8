/**
 * `tencentci_media_queue`: the settings of a queue that CI created. Create adopts the queue and saves its old settings;
 * destroy restores them.
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
import { lookUp } from "./look-up";
import { checkAtApply, checkQueue } from "./queue-check";
import { toState, wantedSettings } from "./queue-state";
import type { MediaQueueState, QueueAddress } from "./queue-state";
import { appliedSettings, isSameSettings, settingsToRestore } from "./queue-memory";
import type { AppliedSettings, QueueMemory } from "./queue-memory";
import { settle } from "./settle";
import { serialize, isTakenOver, unchangedWarning, takeOver } from "./takeover";

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
    const plannedCallback =
      configured && !isUnknown(configured) ? plannedNotify(configured, prior?.notify_config) : undefined;
    const notify = plannedCallback?.notify ?? configured;
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client, prior),
      family: plannedFamily(config.family),
      // Not Terraform's proposal, which treats members that are not computed as removed.
      notify_config: notify ?? prior?.notify_config ?? planned.notify_config,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: [...(plannedCallback?.diagnostics ?? []), ...checkNotifyTarget(config.notify_config, client)],
    };
  },

  async create(request) {
    const { client, wanted, planned, signal } = request;
    const diagnostics = checkAtApply(wanted, planned, client);
    const address = serviceOf(wanted, client);
    return serialize(client, serviceIdOf(address), async () => {
      const found = await findQueueToAdopt(client, address, wanted.queue_id, signal);
      const settings = wantedSettings(wanted, found);
      // If the settings are already right, a killed run has set them and the original settings are lost.
      const notifyConfig =
        isSameNotify(found.notifyConfig, settings.notifyConfig) && wanted.notify_config
          ? NO_NOTIFY
          : found.notifyConfig;
      const original = { name: found.name, state: found.state, notifyConfig };
      const result = ({ queue, applied }: Written, problems: readonly Diagnostic[]) => ({
        state: settle(planned, toState(address, queue, wanted.notify_config, applied.secret)),
        private: { original, made: applied },
        diagnostics: problems,
      });
      takeOver(client, serviceIdOf(address, found.queueId));
      try {
        return result(await write(request, address, found, settings, wanted), diagnostics);
      } catch (error) {
        if (!mayHaveSucceeded(error, request)) throw error;
        // The change may have succeeded: save it with the error, so that destroy can restore.
        const applied = appliedSettings(settings, undefined, writeOnlyUrl(wanted.notify_config, settings.notifyConfig));
        return result({ queue: found, applied }, diagnosticsOf(error));
      }
    });
  },

  async read({ client, state, signal, private: memory }) {
    const queue = await readQueue({ client, signal }, state);
    return { state: queue ? toState(state, queue, state.notify_config, memory?.made?.secret) : null, private: memory };
  },

  async update(request) {
    const { client, wanted, planned, prior, private: memory } = request;
    const diagnostics = checkAtApply(wanted, planned, client);
    return serialize(client, serviceIdOf(prior), async () => {
      const found = await readQueue(request, prior);
      if (!found) throw new DiagnosticError(queueMissing(prior));
      const settings = wantedSettings(wanted, found, prior);
      try {
        const { queue, applied } = await write(request, prior, found, settings, wanted);
        const state = settle(planned, toState(prior, queue, wanted.notify_config, applied.secret));
        return { state, private: { original: memory?.original, made: applied }, diagnostics };
      } catch (error) {
        if (!mayHaveSucceeded(error, request)) throw error;
        // The change may have succeeded; destroy must recognize it as its own.
        const attempted = appliedSettings(
          settings,
          undefined,
          writeOnlyUrl(wanted.notify_config, settings.notifyConfig),
        );
        return { state: prior, private: { ...memory, attempted }, diagnostics: diagnosticsOf(error) };
      }
    });
  },

  async delete(request) {
    const { client, prior, private: memory, log } = request;
    return serialize(client, serviceIdOf(prior), async () => {
      const found = await readQueue(request, prior);
      if (!found) {
        log.info("the queue is gone already", { queueId: prior.queue_id });
        return undefined;
      }
      const subject = `The ${prior.family} queue ${prior.queue_id}`;
      if (isTakenOver(client, serviceIdOf(prior, prior.queue_id))) {
        return unchangedWarning(subject, "Another resource of this run has adopted it", "There is nothing to do.");
      }
      const restored = settingsToRestore(found, memory, prior);
      if (!restored) {
        const reason = "Somebody, or another run of Terraform, has changed it since this resource did";
        return unchangedWarning(
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
    const queue = await readQueue({ client, signal }, address);
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
  readonly applied: AppliedSettings;
}

/** True when a failed change may have been applied. */
function mayHaveSucceeded(error: unknown, { signal }: Pick<Calls, "signal">): boolean {
  return signal.aborted || isOutcomeUnknown((error as Error).cause);
}

/**
 * Sets the queue even if nothing differs: CI then has a new update time, which tells an earlier owner in another state
 * that the queue was adopted.
 */
async function write(
  calls: Calls,
  address: QueueAddress,
  found: MediaQueue,
  settings: MediaQueueSettings,
  wanted: Pick<MediaQueueState, "notify_config"> = { notify_config: null },
): Promise<Written> {
  const { client, signal } = calls;
  const { queueId } = found;
  const answer = await explained(`Changing the ${address.family} queue ${queueId}`, () =>
    updateMediaQueue(client.ci, address, queueId, settings, signal),
  );
  // The answer lacks fixed settings and perhaps the update time.
  const read = await readQueue(calls, { ...address, queue_id: queueId }).catch(() => undefined);
  const { maxSize = found.maxSize, maxConcurrent = found.maxConcurrent } = answer;
  const queue = read ?? { ...answer, maxSize, maxConcurrent, category: answer.category || found.category };
  const secret = writeOnlyUrl(wanted.notify_config, settings.notifyConfig);
  return { queue, applied: appliedSettings(settings, [answer.updateTime, queue.updateTime], secret) };
}

function readQueue(
  { client, signal }: Calls,
  address: QueueAddress & Pick<MediaQueueState, "queue_id">,
): Promise<MediaQueue | undefined> {
  return lookUp(`Reading the ${address.family} queue ${address.queue_id}`, client, address, signal, () =>
    getMediaQueue(client.ci, address, address.queue_id, signal),
  );
}

function queueMissing({ queue_id, family }: MediaQueueState): Diagnostic {
  return {
    severity: "error",
    summary: `The ${family} queue is gone`,
    detail: `${queue_id} existed at plan time and is gone: somebody turned the ${family} service off. Plan and apply again.`,
  };
}
