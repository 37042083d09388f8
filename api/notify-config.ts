/** Where CI sends callbacks: a queue's or a workflow's setting. */
import { childOf, textOf } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

/** The vendor's values as text; what is not set is "". */
export interface NotifyConfig {
  /** `On` or `Off`. */
  readonly state: string;
  /** Comma list of `TaskFinish` and `WorkflowFinish`. */
  readonly event: string;
  /** `XML` or `JSON`. */
  readonly resultFormat: string;
  /** `Url` or `TDMQ`. */
  readonly type: string;
  readonly url: string;
  /** `Topic` or `Queue`. */
  readonly mqMode: string;
  readonly mqRegion: string;
  readonly mqName: string;
  /** What else there is, such as `KafkaConfig`: carried along unchanged, since settings are only replaced as a whole. */
  readonly other?: XmlElement;
}

/** Vendor's element → member. */
const FIELDS = {
  State: "state",
  Event: "event",
  ResultFormat: "resultFormat",
  Type: "type",
  Url: "url",
  MqMode: "mqMode",
  MqRegion: "mqRegion",
  MqName: "mqName",
} as const satisfies Readonly<Record<string, Exclude<keyof NotifyConfig, "other">>>;

export const NO_NOTIFY: NotifyConfig = {
  state: "Off",
  event: "",
  resultFormat: "",
  type: "",
  url: "",
  mqMode: "",
  mqRegion: "",
  mqName: "",
};

/** The `NotifyConfig` child of an element; all "" where it is missing. */
export function readNotifyConfig(parent: XmlElement): NotifyConfig {
  const element = childOf(parent, "NotifyConfig");
  const known = Object.entries(FIELDS).map(([name, member]): [string, string] => [member, textOf(element, name)]);
  const other = Object.entries(element).filter(([name, value]) => !Object.hasOwn(FIELDS, name) && value !== "");
  return {
    ...(Object.fromEntries(known) as Record<Exclude<keyof NotifyConfig, "other">, string>),
    ...(other.length > 0 && { other: Object.fromEntries(other) }),
  };
}

/** Content of a `NotifyConfig` element; what is not set is left out, so that CI's defaults apply. */
export function writeNotifyConfig(config: NotifyConfig): Readonly<Record<string, XmlContent>> {
  const known = Object.entries(FIELDS).map(([name, member]) => [name, config[member] || undefined]);
  return { ...(Object.fromEntries(known) as Record<string, string | undefined>), ...config.other };
}
