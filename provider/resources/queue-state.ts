/** The settings of a queue as Terraform has them, from and to CI's. */
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

/** As the user writes them. */
export type QueueConfig = Pick<MediaQueueState, "notify_config"> & {
  readonly name: string | null;
  readonly state: string | null;
};

/** Service whose queue it is. */
export type QueuePlace = Pick<MediaQueueState, "bucket" | "region" | "family">;

/** A queue is only ever set as a whole: what is not managed is sent back as it is. */
export function wantedSettings(config: QueueConfig, found: MediaQueue, prior?: MediaQueueState): MediaQueueSettings {
  const notify = config.notify_config;
  return {
    name: config.name ?? found.name,
    state: config.state ?? found.state,
    notifyConfig: notify ? settingsToSend(notify, prior?.notify_config, found.notifyConfig) : found.notifyConfig,
  };
}

/** `known` is kept where CI's settings mean the same. `secret` is what is remembered of a write-only address. */
export function toState(
  { bucket, region, family }: QueuePlace,
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
