/**
 * `tencentci_media_queue`: the settings of a queue that CI made. Create adopts the queue and remembers its old settings,
 * destroy puts them back.
 */
import { NO_NOTIFY } from "../../api/notify-config";
import { getMediaQueue, updateMediaQueue } from "../../api/queues";
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { addressOf, checkAddress, idOf, parseImportId, plannedRegion, REPLACED_BY_ADDRESS } from "../address";
import type { Addressed } from "../address";
import { explained } from "../advice";
import type { Client } from "../client";
import { checkNotify, checkNotifyTarget, fromApi, isSameNotify, newProblems, toApi, withDefaults } from "../notify";
import type { Notify } from "../notify";
import { DiagnosticError, errorAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { ClientContext, Resource } from "../plugin/provider";
import { isUnknown, UNKNOWN, valuesEqual } from "../plugin/values";
import type { Unresolved } from "../plugin/values";
import { MEDIA_QUEUE } from "../schema/media-queue";
import { findQueueToAdopt } from "./adopt-queue";
import { lookUp } from "./gone";
import { settle } from "./settle";

interface MediaQueueState extends Addressed {
  readonly queue_id: string;
  readonly name: string;
  readonly state: string;
  readonly notify_config: Notify | null;
  readonly category: string;
  readonly max_size: number | null;
  readonly max_concurrent: number | null;
  readonly create_time: string;
  readonly update_time: string;
}

/** Remembered beside the state. */
interface Memory {
  /** Settings before the queue was adopted; none for an imported queue. */
  readonly original?: MediaQueueSettings;
}

/** Longer, and with other characters, than this no page of the documentation allows. */
const NAME = /^[\p{Script=Han}A-Za-z0-9_*-]{1,128}$/u;
const QUEUE_ID = /^p\w+$/;

export const mediaQueue: Resource<Client, MediaQueueState, Memory> = {
  schema: MEDIA_QUEUE,
  replaceOnChange: [...REPLACED_BY_ADDRESS, ["queue_id"]],
  validate: (config) => [...checkAddress(config), ...checkSettings(config), ...checkNotify(config.notify_config)],

  plan({ prior, planned, config, client }) {
    const notify = isUnknown(config.notify_config)
      ? UNKNOWN
      : config.notify_config && withDefaults(config.notify_config);
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client),
      notify_config: notify ?? planned.notify_config,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: checkNotifyTarget(config.notify_config, client),
    };
  },

  async create({ client, config, planned, signal }) {
    const diagnostics = checkAtApply(config, planned, client);
    const address = addressOf(config, client);
    const found = await findQueueToAdopt(client, address, config.queue_id, signal);
    const wanted = wantedSettings(config, found);
    // Found as wanted: an earlier run set it and was killed before it could say so. What was before is lost.
    const notifyConfig =
      isSameNotify(found.notifyConfig, wanted.notifyConfig) && config.notify_config ? NO_NOTIFY : found.notifyConfig;
    const original = { name: found.name, state: found.state, notifyConfig };
    const queue = await change({ client, signal }, address, found, wanted);
    return {
      state: settle(planned, toState(address, queue, config.notify_config)),
      private: { original },
      diagnostics,
    };
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
    const { bucket, region, rest } = parseImportId(id, client, "queueId");
    const address = { bucket, region, queue_id: rest[0]! };
    const queue = await look({ client, signal }, address);
    if (!queue) {
      throw new DiagnosticError({
        severity: "error",
        summary: "No such media queue",
        detail: `The bucket ${bucket} in ${region} has no queue ${rest[0]}.`,
      });
    }
    return { state: toState(address, queue, null), private: {} };
  },
};

type Config = Pick<MediaQueueState, "notify_config"> & { readonly name: string | null; readonly state: string | null };
type Calls = Pick<ClientContext<Client>, "client" | "signal">;
type Place = Pick<MediaQueueState, "bucket" | "region">;

function checkSettings({ name, state, queue_id }: Unresolved<MediaQueueState>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (typeof name === "string" && !NAME.test(name)) {
    const rule = "name must be 1 to 128 Chinese characters, letters, digits, _, - and *";
    problems.push(errorAt(["name"], "Invalid queue name", `${rule} (got ${JSON.stringify(name)}).`));
  }
  if (typeof state === "string" && !["Active", "Paused"].includes(state)) {
    problems.push(
      errorAt(["state"], "Invalid queue state", `state must be Active or Paused (got ${JSON.stringify(state)}).`),
    );
  }
  if (typeof queue_id === "string" && !QUEUE_ID.test(queue_id)) {
    const rule = 'queue_id must be CI\'s id of a queue, which begins with "p"';
    problems.push(errorAt(["queue_id"], "Invalid queue id", `${rule} (got ${JSON.stringify(queue_id)}).`));
  }
  return problems;
}

/** What was unknown at plan time can be checked now. Returns the warnings that are new. */
function checkAtApply(
  { notify_config: notify }: Config,
  planned: Unresolved<MediaQueueState>,
  client: Client,
): readonly Diagnostic[] {
  return newProblems([...checkNotify(notify), ...checkNotifyTarget(notify, client)], planned.notify_config);
}

/** A queue is only ever set as a whole: what is not managed is sent back as it is. */
function wantedSettings(config: Config, found: MediaQueue): MediaQueueSettings {
  const notify = config.notify_config && (withDefaults(config.notify_config) as Notify);
  return {
    name: config.name ?? found.name,
    state: config.state ?? found.state,
    notifyConfig: notify ? toApi(notify) : found.notifyConfig,
  };
}

async function change(
  { client, signal }: Calls,
  place: Place,
  found: MediaQueue,
  wanted: MediaQueueSettings,
): Promise<MediaQueue> {
  const isSame =
    found.name === wanted.name && found.state === wanted.state && isSameNotify(found.notifyConfig, wanted.notifyConfig);
  if (isSame) return found;
  const { queueId } = found;
  const answer = await explained(`Changing the media queue ${queueId}`, () =>
    updateMediaQueue(client.ci, place, queueId, wanted, signal),
  );
  // The answer to a change leaves out what cannot be changed.
  const { maxSize = found.maxSize, maxConcurrent = found.maxConcurrent } = answer;
  return { ...answer, maxSize, maxConcurrent, category: answer.category || found.category };
}

function look(
  { client, signal }: Calls,
  place: Place & Pick<MediaQueueState, "queue_id">,
): Promise<MediaQueue | undefined> {
  return lookUp(`Reading the media queue ${place.queue_id}`, client, place, signal, () =>
    getMediaQueue(client.ci, place, place.queue_id, signal),
  );
}

/** `known` is kept where CI means the same by other words. */
function toState({ bucket, region }: Place, queue: MediaQueue, known: Notify | null): MediaQueueState {
  const isKnown = known && isSameNotify(queue.notifyConfig, toApi(withDefaults(known) as Notify));
  return {
    id: idOf({ bucket, region }, queue.queueId),
    bucket,
    region,
    queue_id: queue.queueId,
    name: queue.name,
    state: queue.state,
    notify_config: isKnown ? (withDefaults(known) as Notify) : fromApi(queue.notifyConfig),
    category: queue.category,
    max_size: queue.maxSize ?? null,
    max_concurrent: queue.maxConcurrent ?? null,
    create_time: queue.createTime,
    update_time: queue.updateTime,
  };
}

function goneMeanwhile({ queue_id }: MediaQueueState): Diagnostic {
  return {
    severity: "error",
    summary: "The media queue is gone",
    detail: `${queue_id} was there at plan time and is not any more: somebody turned the media service off. Plan and apply again.`,
  };
}
