/** The callback settings of a queue or a workflow. */
import { childOf, textOf } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

/** The vendor's values as text. A value that is not set is "". */
export interface NotifyConfig {
  /** `On` or `Off`. */
  readonly state: string;
  /** `TaskFinish` and `WorkflowFinish`, separated by commas. */
  readonly event: string;
  /** `XML` or `JSON`. */
  readonly resultFormat: string;
  /** `Url`, `TDMQ` or `Kafka`. */
  readonly type: string;
  readonly url: string;
  /** `Topic` or `Queue`. */
  readonly mqMode: string;
  readonly mqRegion: string;
  readonly mqName: string;
  readonly kafkaRegion: string;
  readonly kafkaInstanceId: string;
  readonly kafkaTopic: string;
  /** All other settings. They are kept unchanged, because CI only replaces the settings as a whole. */
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

/**
 * Vendor's element within `KafkaConfig` → member. No page of the documentation lists them, but the vendor's SDKs do.
 */
const KAFKA_FIELDS = {
  Region: "kafkaRegion",
  InstanceId: "kafkaInstanceId",
  Topic: "kafkaTopic",
} as const satisfies Readonly<Record<string, Exclude<keyof NotifyConfig, "other">>>;

const KAFKA = "KafkaConfig";

export const NO_NOTIFY: NotifyConfig = {
  state: "Off",
  event: "",
  resultFormat: "",
  type: "",
  url: "",
  mqMode: "",
  mqRegion: "",
  mqName: "",
  kafkaRegion: "",
  kafkaInstanceId: "",
  kafkaTopic: "",
};

/** The `NotifyConfig` child of an element; every value is "" if it is missing. */
export function readNotifyConfig(parent: XmlElement): NotifyConfig {
  const element = childOf(parent, "NotifyConfig");
  const isKnown = (name: string): boolean => name === KAFKA || Object.hasOwn(FIELDS, name);
  const other = Object.entries(element).filter(([name, value]) => !isKnown(name) && value !== "");
  const known = [...membersOf(element, FIELDS), ...membersOf(childOf(element, KAFKA), KAFKA_FIELDS)];
  return {
    ...(Object.fromEntries(known) as Record<Exclude<keyof NotifyConfig, "other">, string>),
    ...(other.length > 0 && { other: Object.fromEntries(other) }),
  };
}

/** Content of a `NotifyConfig` element. Values that are not set are left out, so that CI's defaults apply. */
export function writeNotifyConfig(config: NotifyConfig): Readonly<Record<string, XmlContent>> {
  const kafka = elementsOf(config, KAFKA_FIELDS);
  const isKafka = Object.values(kafka).some((value) => value !== undefined);
  return { ...elementsOf(config, FIELDS), ...(isKafka && { [KAFKA]: kafka }), ...config.other };
}

type Fields = Readonly<Record<string, Exclude<keyof NotifyConfig, "other">>>;

function membersOf(element: XmlElement, fields: Fields): [string, string][] {
  return Object.entries(fields).map(([name, member]) => [member, textOf(element, name)]);
}

function elementsOf(config: NotifyConfig, fields: Fields): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(fields).map(([name, member]) => [name, config[member] || undefined]));
}
