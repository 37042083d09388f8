/** Translates a queue's settings between Terraform and CI. */
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { serviceIdOf } from "../address";
import type { Served } from "../address";
import { isSameNotify, settingsToSend, toApi, visibleNotify, withDefaults } from "../notify";
import type { Notify, WriteOnlyUrl } from "../notify";

export interface MediaQueueState extends Served {
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

/** The configuration. */
export type QueueConfig = Pick<MediaQueueState, "notify_config"> & {
  readonly name: string | null;
  readonly state: string | null;
};

/** Address of a queue's service. */
export type QueueAddress = Pick<MediaQueueState, "bucket" | "region" | "family">;

/** CI sets all settings at once: unmanaged ones are sent back unchanged. */
export function wantedSettings(config: QueueConfig, found: MediaQueue, prior?: MediaQueueState): MediaQueueSettings {
  const notify = config.notify_config;
  return {
    name: config.name ?? found.name,
    state: config.state ?? found.state,
    notifyConfig: notify ? settingsToSend(notify, prior?.notify_config, found.notifyConfig) : found.notifyConfig,
  };
}

/** Keeps `known` if CI's settings are equivalent. `secret` is the private data on a write-only URL. */
export function toState(
  { bucket, region, family }: QueueAddress,
  queue: MediaQueue,
  known: Notify | null,
  secret: WriteOnlyUrl | undefined,
): MediaQueueState {
  const visible = visibleNotify(queue.notifyConfig, secret);
  const shown = secret ? { ...queue.notifyConfig, url: "" } : queue.notifyConfig;
  const isKnown =
    known &&
    visible.url_wo_version === known.url_wo_version &&
    isSameNotify(shown, toApi({ ...(withDefaults(known) as Notify), url_wo: null }));
  return {
    id: serviceIdOf({ bucket, region, family }, queue.queueId),
    bucket,
    region,
    family,
    queue_id: queue.queueId,
    name: queue.name,
    state: queue.state,
    notify_config: isKnown ? (withDefaults(known) as Notify) : visible,
    category: queue.category,
    max_size: queue.maxSize ?? null,
    max_concurrent: queue.maxConcurrent ?? null,
    create_time: queue.createTime,
    update_time: queue.updateTime,
  };
}
