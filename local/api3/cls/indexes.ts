import { change, required, requireResource } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";

const TYPE = "tencentcloud_cls_index";
const MEMBERS = regularMembers(TYPE, ["topic_id", "status", "include_internal_fields", "metadata_flag", "rule"]);

/** A topic has one index, with the topic's id. */
export const indexes: Actions = {
  async CreateIndex(request, context) {
    const topic = required(request, "TopicId");
    requireResource("tencentcloud_cls_topic", topic, "ResourceNotFound.TopicNotExist", context);
    const attributes = { status: true, ...attributesOf(MEMBERS, request) };
    await context.resources.create(TYPE, context.region, attributes, {});
    return {};
  },

  DescribeIndex: (request, context) => fieldsOf(MEMBERS, requireIndex(request, context).attributes),

  async ModifyIndex(request, context) {
    await change(requireIndex(request, context), attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteIndex(request, context) {
    await context.resources.delete(requireIndex(request, context));
    return {};
  },
};

function requireIndex(request: Fields, context: ActionContext) {
  return requireResource(TYPE, required(request, "TopicId"), "ResourceNotFound.IndexNotExist", context);
}
