import { Construct } from "constructs";
import { ClsAlarmNotice } from "#tencentcloud/cls-alarm-notice";
import { checkInteger, checkOneOf, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { nameFromPath } from "../terraform/names";

const NAME_LENGTH = 60;

/** The channel that notifies a person. */
export type AlarmChannel = "Email" | "Sms" | "WeChat" | "Phone";

/** Users of the account, or groups of users, to notify. */
export interface AlarmReceiver {
  readonly type: "Uin" | "Group";
  /** Numbers (UIN) of the users, or ids of the groups. */
  readonly ids: readonly number[];
  readonly channels: readonly AlarmChannel[];
}

/** A chat robot, or any address. */
export interface AlarmWebhook {
  readonly type: "WeCom" | "DingTalk" | "Lark" | "Http";
  /** Pass it as a sensitive variable: anyone who knows a robot's address can write to its chat. */
  readonly url: string;
}

/** Properties of `AlarmNotice`. */
export interface AlarmNoticeProps {
  /** @default - none; a webhook is then required */
  readonly receivers?: readonly AlarmReceiver[];
  /** @default - none; a receiver is then required */
  readonly webhooks?: readonly AlarmWebhook[];
  /** @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * Receivers of alarms. They are notified at any hour, at the start and at the end of an alarm. Use its id in
 * `noticeIds` of any number of alarms.
 * @see https://cloud.tencent.com/document/product/614/51746
 */
export class AlarmNotice extends Construct {
  /** Id for `noticeIds`. */
  public readonly noticeId: string;
  public readonly resource: ClsAlarmNotice;

  constructor(scope: Construct, id: string, { receivers = [], webhooks = [], tags }: AlarmNoticeProps) {
    super(scope, id);
    if (receivers.length + webhooks.length === 0) {
      throw new ValidationError("Notice of an alarm must have receivers or webhooks (got none)", this);
    }
    for (const { type, ids, channels } of receivers) {
      checkOneOf(this, "Receiver of an alarm", type, ["Uin", "Group"]);
      for (const id of ids) checkInteger(this, "Id of a receiver", id, { min: 1, max: Number.MAX_SAFE_INTEGER });
      for (const channel of channels)
        checkOneOf(this, "Channel of an alarm", channel, ["Email", "Sms", "WeChat", "Phone"]);
      if ((isKnown(ids) && ids.length === 0) || (isKnown(channels) && channels.length === 0)) {
        throw new ValidationError("Receiver of an alarm must have at least one id and one channel (got none)", this);
      }
    }
    for (const { type, url } of webhooks) {
      checkOneOf(this, "Webhook of an alarm", type, ["WeCom", "DingTalk", "Lark", "Http"]);
      checkText(this, "Address of a webhook", url, /^https?:\/\//, "start with https:// or http://");
    }
    this.resource = new ClsAlarmNotice(this, "Resource", {
      name: nameFromPath(this, NAME_LENGTH),
      type: "All",
      noticeReceivers: receivers.map(({ type, ids, channels }) => ({
        receiverType: type,
        receiverIds: [...ids],
        receiverChannels: [...channels],
        startTime: "00:00:00", // the platform may fill in these two, and every plan would show that as a change
        endTime: "23:59:59",
      })),
      webCallbacks: webhooks.map(({ type, url }) => ({ callbackType: type, url, method: "POST" })),
      tags,
      // The platform may fill these in, and every plan would show that as a change.
      lifecycle: {
        ignoreChanges: [
          "callback_prioritize",
          ...receivers.map((_, index) => `notice_receivers[${index}].notice_content_id`),
          ...webhooks.map((_, index) => `web_callbacks[${index}].notice_content_id`),
        ],
      },
    });
    this.noticeId = this.resource.id;
  }
}
