/** The `notify_config` attribute: defaults, and its translation from and to CI. What it may hold is in notify-check. */
import { createHash } from "node:crypto";
import type { NotifyConfig } from "../api/notify-config";
import { valuesEqual } from "./plugin/values";
import type { Unresolved } from "./plugin/values";

/** As Terraform has it, with defaults filled in. */
export interface Notify {
  readonly state: string;
  readonly event: readonly string[];
  readonly result_format: string;
  readonly type: string;
  readonly url: string | null;
  readonly mq_mode: string | null;
  readonly mq_region: string | null;
  readonly mq_name: string | null;
  readonly kafka_region: string | null;
  readonly kafka_instance_id: string | null;
  readonly kafka_topic: string | null;
}

/** As the user writes it. */
export type NotifyInput = { readonly [K in keyof Notify]: Notify[K] | null };

export const EVENTS: readonly string[] = ["TaskFinish", "WorkflowFinish"];

/** Fills in the defaults; what is unknown stays so. */
export function withDefaults(input: Unresolved<NotifyInput>): Unresolved<Notify> {
  return {
    ...input,
    state: input.state ?? "On",
    event: input.event ?? EVENTS,
    result_format: input.result_format ?? "XML",
    type: input.type ?? "Url",
  };
}

export function toApi(notify: Notify): NotifyConfig {
  return {
    state: notify.state,
    event: EVENTS.filter((name) => notify.event.includes(name)).join(","),
    resultFormat: notify.result_format,
    type: notify.type,
    url: notify.url ?? "",
    mqMode: notify.mq_mode ?? "",
    mqRegion: notify.mq_region ?? "",
    mqName: notify.mq_name ?? "",
    kafkaRegion: notify.kafka_region ?? "",
    kafkaInstanceId: notify.kafka_instance_id ?? "",
    kafkaTopic: notify.kafka_topic ?? "",
  };
}

/** CI's own words in Terraform's form. What CI leaves open is taken as its documented default. */
export function fromApi(config: NotifyConfig): Notify {
  return {
    state: /^on$/i.test(config.state) ? "On" : "Off",
    event: config.event
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .sort(),
    result_format: config.resultFormat || "XML",
    type: config.type || "Url",
    url: config.url || null,
    mq_mode: config.mqMode || null,
    mq_region: config.mqRegion || null,
    mq_name: config.mqName || null,
    kafka_region: config.kafkaRegion || null,
    kafka_instance_id: config.kafkaInstanceId || null,
    kafka_topic: config.kafkaTopic || null,
  };
}

/** A short text that is equal for settings that are the same to CI; tells nothing of the secret in them. */
export function notifyFingerprint(config: NotifyConfig): string {
  const { state, ...rest } = fromApi(config);
  const content = state === "Off" ? state : JSON.stringify([state, rest, config.other ?? null]);
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

/** True when CI would do the same with both. Where callbacks are off, the rest does not count. */
export function isSameNotify(a: NotifyConfig, b: NotifyConfig): boolean {
  const [left, right] = [fromApi(a), fromApi(b)];
  if (left.state === "Off" && right.state === "Off") return true;
  return valuesEqual(left, right) && valuesEqual(a.other ?? null, b.other ?? null);
}
