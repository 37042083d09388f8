import { ApiError, number, text } from "../resources/kind";
import type { Attributes, StoredResource } from "../resources/kind";
import { change, inRegion, optional, page, required } from "./action";
import type { ActionContext, Actions, Fields } from "./action";
import { attributesOf, fieldsOf } from "./members";
import type { Member, Members } from "./members";

const TYPE = "tencentcloud_ckafka_topic";
const DONE = { Result: { ReturnCode: "0", ReturnMessage: "ok" } };

const flag = (name: string): Member => ({
  name,
  toAttribute: (value) => value === 1,
  toMember: (value) => (value === true ? 1 : 0),
});

const MEMBERS: Members = {
  partition_num: "PartitionNum",
  replica_num: "ReplicaNum",
  enable_white_list: flag("EnableWhiteList"),
  ip_white_list: "IpWhiteList",
  note: "Note",
};

/** Settings of a topic, in `Config` of an answer. */
const SETTINGS: Members = {
  clean_up_policy: "CleanUpPolicy",
  max_message_bytes: "MaxMessageBytes",
  segment: "SegmentMs",
  sync_replica_min_num: "MinInsyncReplicas",
  unclean_leader_election_enable: flag("UncleanLeaderElectionEnable"),
};

/**
 * CKafka, version 2019-08-19, topics only; every instance exists. @see https://cloud.tencent.com/document/api/597/40835
 */
export const ckafka: Actions = {
  DescribeInstanceAttributes: (request) => ({ Result: { InstanceId: required(request, "InstanceId") } }),

  async CreateTopic(request, context) {
    const attributes = { instance_id: required(request, "InstanceId"), topic_name: required(request, "TopicName") };
    await context.resources.create(TYPE, context.region, { ...attributes, ...topicAttributes(request) }, {});
    return { Result: { TopicId: topicId(required(request, "TopicName")) } };
  },

  DescribeTopicDetail(request, context) {
    const word = optional(request, "SearchWord");
    const found = inRegion(TYPE, context).filter(
      ({ attributes }) =>
        text(attributes, "instance_id") === required(request, "InstanceId") &&
        text(attributes, "topic_name").includes(word),
    );
    const TopicList = page(found, request).map((topic) => ({
      ...fieldsOf(MEMBERS, topic.attributes),
      EnableWhiteList: topic.attributes["enable_white_list"] === true,
      TopicName: text(topic.attributes, "topic_name"),
      ...{ ForwardCosBucket: "", ForwardInterval: 0, ForwardStatus: 1 },
    }));
    return { Result: { TotalCount: found.length, TopicList } };
  },

  DescribeTopicAttributes(request, context) {
    const { attributes } = topicOf(request, context);
    const Config = {
      ...fieldsOf(SETTINGS, attributes),
      Retention: number(attributes, "retention", 7_200_000),
      SegmentBytes: 1_073_741_824,
    };
    return { Result: { ...fieldsOf(MEMBERS, attributes), CreateTime: 1_700_000_000, Config } };
  },

  async CreatePartition(request, context) {
    await change(topicOf(request, context), { partition_num: request["PartitionNum"] ?? 1 }, context);
    return DONE;
  },

  async ModifyTopicAttributes(request, context) {
    await change(topicOf(request, context), topicAttributes(request), context);
    return DONE;
  },

  async DeleteTopic(request, context) {
    await context.resources.delete(topicOf(request, context));
    return DONE;
  },
};

function topicAttributes(request: Fields): Attributes {
  return attributesOf({ ...MEMBERS, ...SETTINGS, retention: "RetentionMs" }, request);
}

function topicOf(request: Fields, context: ActionContext): StoredResource {
  const [instance, name] = [required(request, "InstanceId"), required(request, "TopicName")];
  const found = inRegion(TYPE, context).find(
    ({ attributes }) => text(attributes, "instance_id") === instance && text(attributes, "topic_name") === name,
  );
  if (!found) throw new ApiError("ResourceNotFound", `topic ${name} of ${instance} does not exist`);
  return found;
}

function topicId(name: string): string {
  return `topic-${name.slice(-8)}`;
}
