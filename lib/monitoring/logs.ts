import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { ClsIndex } from "#tencentcloud/cls-index";
import { ClsLogset } from "#tencentcloud/cls-logset";
import { ClsTopic } from "#tencentcloud/cls-topic";
import { checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";

const NAME_LENGTH = 60;
const MAX_DAYS = 3600;

/** The service's value for unlimited retention. */
const FOR_EVER = 3640;

/** Characters that separate words; the service splits Chinese text by itself. */
const TOKENIZER = "@&?|#()='\",;:<>[]{}/ \n\t\r\\";

/**
 * Fields that SCF writes and that searches and alarms use. @see https://cloud.tencent.com/document/product/583/60336
 */
const TEXT_FIELDS = ["SCF_FunctionName", "SCF_RequestId", "SCF_Level", "SCF_Message"];
const NUMBER_FIELDS = ["SCF_StatusCode"];

/** Topic of a function's log: a new one, or an existing one. */
export type LogOptions = NewLogOptions | LogTopic;

/** Options of a new log topic for the function. */
export interface NewLogOptions {
  /**
   * Existing logset for the topic.
   *
   * @default - a new logset
   */
  readonly logsetId?: string;

  /**
   * Days for which a line is kept: 1 to 3600, or `Infinity`.
   *
   * @default 30
   */
  readonly retentionDays?: number;
}

/** A log topic (CLS). Searches need an index; alarms need an index over the same fields as in `FunctionLogs`. */
export interface LogTopic {
  readonly logsetId: string;
  readonly topicId: string;
}

/** Properties of `FunctionLogs`. */
export interface FunctionLogsProps extends NewLogOptions {
  /** @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * A log topic for a function, with an index over the fields that SCF writes.
 *
 * @see https://www.tencentcloud.com/document/product/583/39328
 */
export class FunctionLogs extends Construct implements LogTopic {
  public readonly logsetId: string;
  public readonly topicId: string;
  /** Undefined with an existing logset. */
  public readonly logset?: ClsLogset;
  public readonly topic: ClsTopic;
  /** Forces replacement of the topic when its logset changes. */
  public readonly topicIdentity: TerraformData;
  public readonly index: ClsIndex;

  constructor(scope: Construct, id: string, { logsetId, retentionDays = 30, tags }: FunctionLogsProps = {}) {
    super(scope, id);
    checkText(this, "Logset of the log", logsetId, /./, "not be empty");
    const name = nameFromPath(this, NAME_LENGTH);
    const isDays = Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= MAX_DAYS;
    if (isKnown(retentionDays) && !isDays && retentionDays !== Infinity) {
      throw new ValidationError(
        `Retention of the log must be 1 to ${MAX_DAYS} days or Infinity (got ${retentionDays})`,
        this,
      );
    }

    if (logsetId === undefined) {
      this.logset = new ClsLogset(this, "Logset", { logsetName: name, tags, lifecycle: CREATE_FIRST });
    }
    this.logsetId = this.logset?.id ?? logsetId!;
    // The provider plans another logset as a change in place, and sends nothing.
    this.topicIdentity = new TerraformData(this, "TopicIdentity", { input: { logsetId: this.logsetId } });
    this.topic = new ClsTopic(this, "Topic", {
      logsetId: this.logsetId,
      topicName: name,
      period: retentionDays === Infinity ? FOR_EVER : retentionDays,
      tags,
      lifecycle: { ...CREATE_FIRST, replaceTriggeredBy: [addressOf(this.topicIdentity)] },
    });
    this.index = new ClsIndex(this, "Index", {
      topicId: this.topic.id,
      status: true,
      rule: {
        fullText: { caseSensitive: false, containZH: true, tokenizer: TOKENIZER },
        keyValue: {
          caseSensitive: false,
          keyValues: [
            ...TEXT_FIELDS.map((key) => ({
              key,
              value: { type: "text", sqlFlag: true, containZH: true, tokenizer: TOKENIZER },
            })),
            ...NUMBER_FIELDS.map((key) => ({ key, value: { type: "long", sqlFlag: true } })),
          ],
        },
      },
      lifecycle: { replaceTriggeredBy: [addressOf(this.topic, "id")] }, // it cannot move to another topic
    });
    this.topicId = this.topic.id;
  }
}

/**
 * The existing topic in the options, if there is one.
 *
 * @throws ValidationError for a topic without its logset, or with settings of a new one
 */
export function existingTopic(scope: IConstruct, options: LogOptions = {}): LogTopic | undefined {
  const { logsetId, topicId, retentionDays } = options as Partial<LogTopic> & NewLogOptions;
  if (topicId === undefined) return undefined;
  checkText(scope, "Topic of the log", topicId, /./, "not be empty");
  if (!logsetId) throw new ValidationError(`Topic of the log must come with its logset (got ${topicId} alone)`, scope);
  if (retentionDays !== undefined) {
    throw new ValidationError(
      `Retention of the log must be left out with an existing topic (got ${retentionDays} for ${topicId})`,
      scope,
    );
  }
  return { logsetId, topicId };
}
