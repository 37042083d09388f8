import type { IConstruct } from "constructs";
import { checkInteger, checkOneOf, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

/** The events that CI reports: every finished job, every finished workflow run. */
export type CallbackEventName = "TaskFinish" | "WorkflowFinish";

/** Format of a callback's body. Handlers get the same event for both formats. */
export type ResultFormat = "JSON" | "XML";

/** A TDMQ queue or topic that receives callbacks. */
export interface MessageQueue {
  /** Kind of the receiver. */
  readonly mode: "Topic" | "Queue";
  /** CI's short name of the region: `sh`, `bj`, `gz`, `cd` or `hk`. */
  readonly region: string;
  /** Name of the topic or queue. */
  readonly name: string;
}

/** A topic of a CKafka instance that receives callbacks. */
export interface KafkaTopic {
  /** Region of the instance, such as `ap-guangzhou`. */
  readonly region: string;
  /** Id of the instance, such as `ckafka-xxxxxxxx`. */
  readonly instanceId: string;
  readonly topic: string;
}

/** Events and format of callbacks. */
export interface NotificationOptions {
  /**
   * Events that CI reports.
   *
   * @default ["TaskFinish", "WorkflowFinish"]
   */
  readonly events?: readonly CallbackEventName[];

  /**
   * Format of a callback's body.
   *
   * @default "JSON"
   */
  readonly resultFormat?: ResultFormat;
}

/**
 * Events, format and receiver of callbacks. The receiver is a URL, a message queue or a Kafka topic; only one is set.
 */
export interface NotificationProps extends NotificationOptions {
  /**
   * Address that CI posts callbacks to, secret included: see `CallbackSecret.callbackUrl`. CI's documentation allows
   * 100 characters.
   *
   * @default - none
   */
  readonly callbackUrl?: string;

  /**
   * Keeps `callbackUrl` out of Terraform's state and plans: the address is sent when this number changes, and it may
   * come from an ephemeral value. A whole number; Terraform 1.11 or later. Other copies of the secret stay in the
   * state, such as a `CallbackSecret` or a function's environment.
   *
   * @default - the address is kept in the state, marked as sensitive
   * @see https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
   */
  readonly callbackUrlVersion?: number;

  /**
   * Message queue that receives the callbacks.
   *
   * @default - none
   */
  readonly messageQueue?: MessageQueue;

  /**
   * Kafka topic that receives the callbacks. CI's pages do not describe it; the field names are those of the vendor's
   * SDKs.
   *
   * @default - none
   */
  readonly kafka?: KafkaTopic;
}

const EVENTS: readonly CallbackEventName[] = ["TaskFinish", "WorkflowFinish"];

const MAX_URL_LENGTH = 100;

/**
 * The vendor's notification settings. Every field is set, so that CI fills in no field that Terraform does not know of.
 */
export interface NotifyConfig {
  readonly state: string;
  readonly event: string[];
  readonly resultFormat: string;
  readonly type: string;
  readonly url?: string;
  readonly urlWo?: string;
  readonly urlWoVersion?: number;
  readonly mqMode?: string;
  readonly mqRegion?: string;
  readonly mqName?: string;
  readonly kafkaRegion?: string;
  readonly kafkaInstanceId?: string;
  readonly kafkaTopic?: string;
}

/** Checks `props` and returns the vendor's form of it; undefined if `props` name no receiver. */
export function notifyConfig(scope: IConstruct, props: NotificationProps): NotifyConfig | undefined {
  const { events = EVENTS, resultFormat = "JSON", callbackUrl, callbackUrlVersion, messageQueue, kafka } = props;
  const receivers = Object.entries({ callbackUrl, messageQueue, kafka }).filter(([, value]) => value !== undefined);
  if (receivers.length > 1) {
    const names = receivers.map(([name]) => name).join(" and ");
    throw new ValidationError(`Callbacks must have one receiver (got ${names}): leave out all but one`, scope);
  }
  checkOneOf(scope, "Result format", resultFormat, ["JSON", "XML"]);
  checkEvents(scope, events);
  const common = { state: "On", event: [...events], resultFormat };
  checkInteger(scope, "Version of the callback URL", callbackUrlVersion, { min: 0, max: Number.MAX_SAFE_INTEGER });
  if (callbackUrlVersion !== undefined && callbackUrl === undefined) {
    throw new ValidationError("Version of the callback URL must come with callbackUrl (got none): give both", scope);
  }
  if (callbackUrl !== undefined) {
    const url = checkedUrl(scope, callbackUrl);
    const address = callbackUrlVersion === undefined ? { url } : { urlWo: url, urlWoVersion: callbackUrlVersion };
    return { ...common, type: "Url", ...address };
  }
  if (messageQueue) return { ...common, type: "TDMQ", ...checkedQueue(scope, messageQueue) };
  return kafka && { ...common, type: "Kafka", ...checkedTopic(scope, kafka) };
}

function checkedQueue(scope: IConstruct, { mode, region, name }: MessageQueue): Partial<NotifyConfig> {
  checkOneOf(scope, "Mode of the message queue", mode, ["Topic", "Queue"]);
  checkOneOf(scope, "Region of the message queue", region, ["sh", "bj", "gz", "cd", "hk"]);
  checkText(scope, "Name of the message queue", name, /./, "not be empty");
  return { mqMode: mode, mqRegion: region, mqName: name };
}

function checkedTopic(scope: IConstruct, { region, instanceId, topic }: KafkaTopic): Partial<NotifyConfig> {
  checkText(scope, "Region of the Kafka instance", region, /./, "not be empty");
  checkText(scope, "Id of the Kafka instance", instanceId, /./, "not be empty");
  checkText(scope, "Kafka topic", topic, /./, "not be empty");
  return { kafkaRegion: region, kafkaInstanceId: instanceId, kafkaTopic: topic };
}

function checkEvents(scope: IConstruct, events: readonly string[]): void {
  if (!isKnown(events)) return;
  for (const event of events) checkOneOf(scope, "Event", event, EVENTS);
  if (events.length === 0) {
    throw new ValidationError(`Events must be at least one of ${EVENTS.join(", ")} (got none)`, scope);
  }
}

/** The whole address is a secret: error messages do not show it. */
function checkedUrl(scope: IConstruct, url: string): string {
  if (!isKnown(url)) return url;
  if (!/^https?:\/\/[^/\s]+(\/\S*)?$/.test(url)) {
    throw new ValidationError(
      "Callback URL must start with https:// or http:// and a host (got something else)",
      scope,
    );
  }
  if (url.length > MAX_URL_LENGTH) {
    throw new ValidationError(`Callback URL must have at most ${MAX_URL_LENGTH} characters (got ${url.length})`, scope);
  }
  return url;
}
