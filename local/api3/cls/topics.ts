import { ApiError } from "../../resources/kind";
import { inRegion, required, requireResource } from "../action";
import type { Actions } from "../action";
import { regularMembers } from "../members";
import { collection } from "./collection";

const TYPE = "tencentcloud_cls_topic";
const INDEX = "tencentcloud_cls_index";

const { CreateTopic, DeleteTopic, ...others } = collection({
  type: TYPE,
  name: "Topic",
  label: "TopicName",
  members: regularMembers(TYPE, [
    ...["logset_id", "topic_name", "partition_count", "auto_split", "max_split_partitions", "storage_type", "period"],
    ...["describes", "hot_period", "is_web_tracking", "biz_type", "extends"],
  ]),
  notFound: "ResourceNotFound.TopicNotExist",
  exists: "InvalidParameter.TopicConflict",
  inUse(id, context) {
    const alarm = inRegion("tencentcloud_cls_alarm", context).find(({ attributes }) =>
      ((attributes["alarm_targets"] ?? []) as readonly { topic_id: string }[]).some(({ topic_id }) => topic_id === id),
    );
    return alarm && new ApiError("FailedOperation.BindedAlarm", `alarm ${alarm.id} watches topic ${id}`);
  },
});

export const topics: Actions = {
  ...others,

  CreateTopic(request, context) {
    const logset = required(request, "LogsetId");
    requireResource("tencentcloud_cls_logset", logset, "ResourceNotFound.LogsetNotExist", context);
    return CreateTopic!(request, context);
  },

  // Also deletes the topic's index.
  async DeleteTopic(request, context) {
    const answer = await DeleteTopic!(request, context);
    await context.resources.delete({ type: INDEX, id: required(request, "TopicId"), region: context.region });
    return answer;
  },
};
