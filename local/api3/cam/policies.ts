import { ApiError, text } from "../../resources/kind";
import type { Attributes, StoredResource } from "../../resources/kind";
import { change, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, pairsOf, tagged } from "../members";
import type { Members } from "../members";
import { ATTACHMENT, attachmentsOf, pageOf } from "./attachments";
import { documentOf } from "./document";
import { requireRole } from "./roles";

const TYPE = "tencentcloud_cam_policy";
const MEMBERS: Members = { name: "PolicyName", description: "Description", tags: tagged("Tags") };

export const policies: Actions = {
  async CreatePolicy(request, context) {
    const name = required(request, "PolicyName");
    const document = documentOf(request);
    if (context.resources.ofType(TYPE).some(({ attributes }) => attributes["name"] === name)) {
      throw new ApiError("FailedOperation.PolicyNameInUse", `policy ${name} exists`);
    }
    const attributes = { ...attributesOf(MEMBERS, request), document };
    return { PolicyId: Number((await context.resources.create(TYPE, context.region, attributes, {})).id) };
  },

  // The platform escapes the slashes of a document.
  GetPolicy(request, context) {
    const { attributes } = requirePolicy(request, context);
    return {
      PolicyName: text(attributes, "name"),
      Description: text(attributes, "description"),
      PolicyDocument: text(attributes, "document").replaceAll("/", "\\/"),
      Type: 1,
      AddTime: text(attributes, "create_time"),
      UpdateTime: text(attributes, "update_time"),
      PresetAlias: "",
      IsServiceLinkedRolePolicy: 0,
      Tags: pairsOf(attributes["tags"] as Attributes | null),
    };
  },

  async UpdatePolicy(request, context) {
    const document: Attributes = request["PolicyDocument"] === undefined ? {} : { document: documentOf(request) };
    const found = requirePolicy(request, context);
    await change(found, { ...attributesOf(MEMBERS, request), ...document }, context);
    return { PolicyId: Number(found.id) };
  },

  // Detaches the policy from all roles, then deletes it.
  async DeletePolicy(request, context) {
    for (const PolicyId of [request["PolicyId"] ?? []].flat()) {
      const policy = requirePolicy({ PolicyId }, context);
      const attached = context.resources
        .ofType(ATTACHMENT)
        .filter(({ attributes }) => attributes["policy_id"] === policy.id);
      for (const attachment of attached) await context.resources.delete(attachment);
      await context.resources.delete(policy);
    }
    return {};
  },

  async AttachRolePolicy(request, context) {
    const [role, policy] = [requireRole(request, context, "Attach"), requirePolicy(request, context)];
    if (attachmentsOf(role.id, context).some(({ attributes }) => attributes["policy_id"] === policy.id)) return {};
    const attributes = { role_id: role.id, policy_id: policy.id, policy_name: text(policy.attributes, "name") };
    await context.resources.create(ATTACHMENT, context.region, attributes, {});
    return {};
  },

  ListAttachedRolePolicies(request, context) {
    const all = attachmentsOf(requireRole(request, context).id, context).map(({ attributes }) => ({
      PolicyId: Number(attributes["policy_id"]),
      PolicyName: text(attributes, "policy_name"),
      PolicyType: "User",
      CreateMode: 2,
      AddTime: text(attributes, "create_time"),
    }));
    return { List: pageOf(all, request), TotalNum: all.length };
  },

  async DetachRolePolicy(request, context) {
    const [role, policy] = [requireRole(request, context, "Detach"), requirePolicy(request, context)];
    for (const attachment of attachmentsOf(role.id, context)) {
      if (attachment.attributes["policy_id"] === policy.id) await context.resources.delete(attachment);
    }
    return {};
  },
};

function requirePolicy({ PolicyId }: Fields, { resources }: ActionContext): StoredResource {
  const found = resources.ofType(TYPE).find(({ id }) => Number(id) === PolicyId);
  if (!found)
    throw new ApiError("ResourceNotFound.PolicyIdNotFound", `policy ${JSON.stringify(PolicyId)} does not exist`);
  return found;
}
