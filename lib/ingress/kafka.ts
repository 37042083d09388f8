import { TerraformStack } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CkafkaTopic } from "#tencentcloud/ckafka-topic";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { ICallbackFunction } from "../function/existing-function";
import type { KafkaTopic } from "../media/notification";
import { jsonTemplate } from "../terraform/json-template";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { requireRegion } from "../terraform/vendor-provider";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { IngressEndpoint, IngressTarget } from "./endpoint";

const INSTANCE_ID = /^ckafka-[a-z0-9]+$/;

/** Letters, digits, `_`, `-` and `.`, by the vendor's SDK. */
const TOPIC = /^[\w.-]{1,128}$/;

const TOPIC_NAME_LENGTH = 64;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Longest message, in bytes. The handler refuses callbacks above 1 MB by default; the rest is for the envelope. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** Options of `Ingress.kafka()`. */
export interface KafkaIngressOptions {
  /** Id of an existing CKafka instance, such as `ckafka-xxxxxxxx`, in the region of the function. */
  readonly instanceId: string;

  /**
   * Name of an existing topic of the instance, one without ACL rules: SCF reads no other. Excludes `partitions`,
   * `replicas` and `retentionHours`.
   *
   * @default - a topic is created
   */
  readonly topic?: string;

  /**
   * Partitions of the topic that is created, from 1 to 1000. Each has its own order, and partitions are read in parallel.
   * Terraform's provider adds partitions in place and refuses to remove any.
   *
   * @default 3
   */
  readonly partitions?: number;

  /**
   * Copies of the topic that is created, from 1 to 3, and no more than the instance has brokers.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Hours that the topic that is created keeps messages, from 1 to 2160. A function that fails for longer loses callbacks.
   *
   * @default 72
   */
  readonly retentionHours?: number;

  /**
   * Region of the instance.
   *
   * @default - that of the bucket whose jobs report
   */
  readonly region?: string;

  /**
   * Maximum messages in one call of the function, from 1 to 10000. An event has at most 6 MB. After half of the
   * function's timeout, the rest of a batch is left to the next call; with durable delivery, to the inbox.
   *
   * @default 100
   */
  readonly batchSize?: number;

  /**
   * Maximum seconds that the platform waits for a batch to fill, from 1 to 60.
   *
   * @default 1
   */
  readonly maxWait?: number;

  /**
   * First message that is read: `"earliest"`, `"latest"`, or the first one after a time in milliseconds since 1970. Only
   * taken into account when the trigger is created.
   *
   * @default - "earliest" for a topic that is created, "latest" for an existing one
   */
  readonly startOffset?: "earliest" | "latest" | number;

  /**
   * Maximum times that the platform repeats a batch whose call failed, from 1 to 10000. It bounds `attempts` if an
   * instance of the function stops before it has counted them.
   *
   * @default 10000
   */
  readonly retries?: number;

  /**
   * Runs of your code for one delivery until it is given up, from 1 to 100, with inline delivery. A delivery that is given
   * up is in the log as `callback dead`. Refused with durable delivery, which has `retry` instead.
   *
   * @default 8
   */
  readonly attempts?: number;
}

/** Properties of `KafkaIngress`. */
export interface KafkaIngressProps extends KafkaIngressOptions {
  /** The function that reads the topic. */
  readonly target: IngressTarget;
}

/**
 * A topic of a CKafka instance from which SCF calls the function. There is no address and no secret: anyone who may write
 * into the topic can forge a callback.
 *
 * @see https://cloud.tencent.com/document/product/583/17530
 */
export class KafkaIngress extends Construct implements IngressEndpoint {
  /** The receiver in CI's settings. */
  public readonly kafka: KafkaTopic;
  /** The trigger that reads the topic. */
  public readonly trigger: ScfTrigger;
  /** Undefined with an existing topic. */
  public readonly topic?: CkafkaTopic;
  public readonly dependsOn: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: KafkaIngressProps) {
    super(scope, id);
    const { instanceId, topic, region, target } = props;
    this.checkOptions(props);
    if ((target as Partial<ICallbackFunction>).takesQueue === false) {
      throw new ValidationError(
        "Function behind a topic must be deployed for a queue (got one for requests): give it queue: {}",
        this,
      );
    }
    if (region === undefined) {
      throw new ValidationError(
        "Region of the CKafka instance must be given, here or as region of the pipeline (got none)",
        this,
      );
    }
    requireRegion(this, "CKafka instance", region);
    this.topic = topic === undefined ? this.addTopic(props) : undefined;
    const topicName = this.topic?.topicName ?? topic!;
    this.kafka = { region, instanceId: this.topic?.instanceId ?? instanceId, topic: topicName };

    const triggerName = `${instanceId}-${topicName}`; // the only name that the platform accepts
    const offset = String(props.startOffset ?? (this.topic ? "earliest" : "latest"));
    // The platform changes only batch size, waiting time and retries in place: other changes need a new trigger.
    const { functionName, namespace, qualifier } = target;
    const identity = new TerraformData(this, "Identity", { input: { triggerName, offset, qualifier } });
    const { batchSize = 100, maxWait = 1, retries = 10_000 } = props;
    this.trigger = new ScfTrigger(this, "Resource", {
      ...{ functionName, namespace, qualifier },
      ...{ type: "ckafka", triggerName },
      enable: "OPEN", // always read back; without it, every plan shows a change
      triggerDesc: jsonTemplate({ maxMsgNum: batchSize, offset, retry: retries, timeOut: maxWait }),
      dependsOn: this.callableOf(target),
      lifecycle: { replaceTriggeredBy: [addressOf(identity)] },
    });
    this.dependsOn = [this.trigger];
  }

  public get url(): string {
    throw this.noAddress();
  }

  public get domain(): string {
    throw this.noAddress();
  }

  private noAddress(): ValidationError {
    return new ValidationError("Ingress.kafka() has no address: CI writes to the topic in endpoint.kafka", this);
  }

  private addTopic({ instanceId, partitions = 3, replicas = 2, retentionHours = 72 }: KafkaIngressProps): CkafkaTopic {
    return new CkafkaTopic(this, "Topic", {
      instanceId,
      topicName: nameFromPath(this, TOPIC_NAME_LENGTH),
      partitionNum: partitions,
      replicaNum: replicas,
      retention: retentionHours * HOUR_MS,
      // The provider reads these back: without them, a plan may show a change.
      cleanUpPolicy: "delete",
      enableWhiteList: false,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      segment: DAY_MS,
      syncReplicaMinNum: 1,
      uncleanLeaderElectionEnable: false,
      lifecycle: CREATE_FIRST,
    });
  }

  private checkOptions(props: KafkaIngressProps): void {
    const { instanceId, topic, partitions, replicas, retentionHours, startOffset } = props;
    checkText(
      this,
      "Id of the CKafka instance",
      instanceId,
      INSTANCE_ID,
      "be ckafka- and lower-case letters and digits",
    );
    checkText(this, "Topic", topic, TOPIC, "have 1 to 128 letters, digits, _, - and .");
    checkInteger(this, "Partitions of the topic", partitions, { min: 1, max: 1000 });
    checkInteger(this, "Replicas of the topic", replicas, { min: 1, max: 3 });
    checkInteger(this, "Retention of the topic", retentionHours, { min: 1, max: 2160, unit: "hours" });
    checkInteger(this, "Batch size of the trigger", props.batchSize, { min: 1, max: 10_000, unit: "messages" });
    checkInteger(this, "Maximum wait of the trigger", props.maxWait, { min: 1, max: 60, unit: "seconds" });
    checkInteger(this, "Retries of the trigger", props.retries, { min: 1, max: 10_000 });
    checkInteger(this, "Attempts of a delivery", props.attempts, { min: 1, max: 100 });
    const isOffset = ["earliest", "latest", undefined].includes(startOffset as string) || Number.isInteger(startOffset);
    if (isKnown(startOffset) && !isOffset) {
      throw new ValidationError(
        `Start offset must be "earliest", "latest" or milliseconds since 1970 (got ${JSON.stringify(startOffset)})`,
        this,
      );
    }
    const topicOptions = Object.entries({ partitions, replicas, retentionHours }).filter(
      ([, value]) => value !== undefined,
    );
    if (topic === undefined || topicOptions.length === 0) return;
    throw new ValidationError(
      `Topic must exist or be created (got topic and ${topicOptions.map(([name]) => name).join(", ")}): leave one out`,
      this,
    );
  }

  /** Dependencies on the function; none in another stack, which Terraform applies before this one. */
  private callableOf(target: IngressTarget): ITerraformDependable[] {
    const { released, callable = [] } = target as Partial<ICallbackFunction>;
    return released && TerraformStack.of(released) === TerraformStack.of(this) ? [...callable] : [];
  }
}
