/** The `notify_config` attribute: defaults, and its translation from and to CI. Checks are in notify-check. */
import { createHash } from "node:crypto";
import type { NotifyConfig } from "../api/notify-config";
import { DiagnosticError, errorAt } from "./plugin/diagnostics";
import { valuesEqual } from "./plugin/values";
import type { Unresolved } from "./plugin/values";

/** Terraform's form, with defaults filled in. */
export interface Notify {
  readonly state: string;
  readonly event: readonly string[];
  readonly result_format: string;
  readonly type: string;
  readonly url: string | null;
  /** The configured write-only URL; null in every state and plan. */
  readonly url_wo: string | null;
  readonly url_wo_version: number | null;
  readonly mq_mode: string | null;
  readonly mq_region: string | null;
  readonly mq_name: string | null;
  readonly kafka_region: string | null;
  readonly kafka_instance_id: string | null;
  readonly kafka_topic: string | null;
}

/** CI's settings. */
export type ReadNotify = Omit<Notify, "url_wo" | "url_wo_version">;

/** The configuration. */
export type NotifyInput = { readonly [K in keyof Notify]: Notify[K] | null };

export const EVENTS: readonly string[] = ["TaskFinish", "WorkflowFinish"];

/** Fills in the defaults; unknown values stay unknown. */
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
    url: notify.url ?? notify.url_wo ?? "",
    mqMode: notify.mq_mode ?? "",
    mqRegion: notify.mq_region ?? "",
    mqName: notify.mq_name ?? "",
    kafkaRegion: notify.kafka_region ?? "",
    kafkaInstanceId: notify.kafka_instance_id ?? "",
    kafkaTopic: notify.kafka_topic ?? "",
  };
}

/**
 * The settings to send. A write-only URL is sent if its version differs from the prior one; else CI keeps its URL.
 *
 * @throws DiagnosticError if the URL to be sent is missing
 */
export function settingsToSend(
  wanted: NotifyInput,
  prior: Notify | null | undefined,
  found?: NotifyConfig,
): NotifyConfig {
  const notify = withDefaults(wanted) as Notify;
  const { url_wo: address, url_wo_version: number } = notify;
  if (number === null) return toApi(notify);
  if (number === prior?.url_wo_version && found?.url) return toApi({ ...notify, url: found.url });
  if (address) return toApi(notify);
  const rule = "notify_config.url_wo is required when url_wo_version changes (got none).";
  throw new DiagnosticError(errorAt(["notify_config", "url_wo"], "Missing url_wo", rule));
}

/** Private data on a write-only URL, which the state lacks. */
export interface WriteOnlyUrl {
  readonly version: number;
  /** Fingerprint of the URL. */
  readonly url: string;
}

/** Private data after `sent` was set; undefined for a URL that the state has. */
export function writeOnlyUrl(wanted: NotifyInput | null, sent: NotifyConfig): WriteOnlyUrl | undefined {
  const version = wanted?.url_wo_version ?? null;
  return version === null ? undefined : { version, url: digest(sent.url) };
}

/** CI's settings for the state: a URL other than the remembered one has no version, which shows as drift. */
export function visibleNotify(config: NotifyConfig, remembered: WriteOnlyUrl | undefined): Notify {
  const actual = fromApi(config);
  if (!remembered) return actual;
  return { ...actual, url: null, url_wo_version: digest(config.url) === remembered.url ? remembered.version : null };
}

/** CI's settings in Terraform's form. Missing values get CI's documented defaults. */
export function fromApi(config: NotifyConfig): Notify {
  return { ...readNotify(config), url_wo: null, url_wo_version: null };
}

/** Like `fromApi`, without write-only arguments. */
export function readNotify(config: NotifyConfig): ReadNotify {
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

/** A digest that is equal for settings that CI treats alike; it does not reveal the secret in them. */
export function notifyFingerprint(config: NotifyConfig): string {
  const { state, ...rest } = readNotify(config);
  return digest(state === "Off" ? state : JSON.stringify([state, rest, config.other ?? null]));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** True when CI treats both alike: two settings with callbacks off are equal. */
export function isSameNotify(a: NotifyConfig, b: NotifyConfig): boolean {
  const [left, right] = [fromApi(a), fromApi(b)];
  if (left.state === "Off" && right.state === "Off") return true;
  return valuesEqual(left, right) && valuesEqual(a.other ?? null, b.other ?? null);
}
