import { ApiError } from "../../resources/kind";
import { inRegion } from "../action";
import type { Actions } from "../action";
import { regularMembers } from "../members";
import { collection } from "./collection";

const ALARM = "tencentcloud_cls_alarm";
const NOTICE = "tencentcloud_cls_alarm_notice";

/** Alarms and their receivers. */
export const alarms: Actions = {
  ...collection({
    type: ALARM,
    name: "Alarm",
    label: "Name",
    members: regularMembers(ALARM, [
      ...["name", "alarm_targets", "monitor_time", "condition", "multi_conditions", "trigger_count", "alarm_period"],
      ...["alarm_notice_ids", "status", "message_template", "call_back", "analysis", "alarm_level"],
    ]),
    notFound: "ResourceNotFound.AlarmNotExist",
    exists: "InvalidParameter.AlarmConflict",
  }),
  ...collection({
    type: NOTICE,
    name: "AlarmNotice",
    label: "Name",
    members: regularMembers(NOTICE, [
      ...["name", "type", "notice_receivers", "web_callbacks", "notice_rules", "jump_domain", "deliver_status"],
      ...["alarm_shield_status", "callback_prioritize"],
    ]),
    notFound: "ResourceNotFound.AlarmNoticeNotExist",
    exists: "InvalidParameter.AlarmNoticeConflict",
    inUse(id, context) {
      const alarm = inRegion(ALARM, context).find(({ attributes }) =>
        ((attributes["alarm_notice_ids"] ?? []) as readonly string[]).includes(id),
      );
      return alarm && new ApiError("OperationDenied.NoticeHasAlarm", `alarm ${alarm.id} uses notice ${id}`);
    },
  }),
};
