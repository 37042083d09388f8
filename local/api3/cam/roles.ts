import { ApiError, text } from "../../resources/kind";
import type { Attributes, StoredResource } from "../../resources/kind";
import { change, optional, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, pairsOf, tagged } from "../members";
import type { Members } from "../members";
import { attachmentsOf, pageOf } from "./attachments";
import { documentOf } from "./document";

const TYPE = "tencentcloud_cam_role";
const MEMBERS: Members = {
  name: "RoleName",
  description: "Description",
  session_duration: "SessionDuration",
  console_login: {
    name: "ConsoleLogin",
    toAttribute: (value) => value === 1,
    toMember: (value) => (value === true ? 1 : 0),
  },
};

/** Roles that services create when their console is first opened. */
const SERVICE_ROLES = ["CI_QCSRole", "SCF_QcsRole"];

export const roles: Actions = {
  async CreateRole(request, context) {
    const name = required(request, "RoleName");
    const document = documentOf(request);
    if (context.resources.ofType(TYPE).some(({ attributes }) => attributes["name"] === name)) {
      throw new ApiError("InvalidParameter.RoleNameInUse", `role ${name} exists`);
    }
    const attributes = { ...attributesOf({ ...MEMBERS, tags: tagged("Tags") }, request), document };
    return { RoleId: (await context.resources.create(TYPE, context.region, attributes, {})).id };
  },

  GetRole(request, context) {
    const name = optional(request, "RoleName");
    if (SERVICE_ROLES.includes(name)) return { RoleInfo: { RoleName: name, RoleType: "system" } };
    return { RoleInfo: roleFields(requireRole(request, context), context) };
  },

  DescribeRoleList(request, context) {
    const all = context.resources.ofType(TYPE).map((role) => roleFields(role, context));
    return { List: pageOf(all, request), TotalNum: all.length };
  },

  UpdateAssumeRolePolicy: (request, context) => update(request, { document: documentOf(request) }, context),

  UpdateRoleDescription: (request, context) => update(request, attributesOf(MEMBERS, request), context),

  UpdateRoleConsoleLogin: (request, context) => update(request, attributesOf(MEMBERS, request), context),

  UpdateRoleSessionDuration: (request, context) => update(request, attributesOf(MEMBERS, request), context),

  // Detaches the role's policies and keeps them.
  async DeleteRole(request, context) {
    const role = requireRole(request, context);
    for (const attachment of attachmentsOf(role.id, context)) await context.resources.delete(attachment);
    await context.resources.delete(role);
    return {};
  },
};

/** Requests name roles by id or name. */
export function requireRole(request: Fields, { resources }: ActionContext, prefix = ""): StoredResource {
  const roleId = request[`${prefix}RoleId`] ?? ""; // a number in some actions
  const id = typeof roleId === "number" ? String(roleId) : optional(request, `${prefix}RoleId`);
  const name = optional(request, `${prefix}RoleName`);
  const found = resources
    .ofType(TYPE)
    .find((role) => (id === "" ? role.attributes["name"] === name && name !== "" : role.id === id));
  if (!found) throw new ApiError("InvalidParameter.RoleNotExist", `role ${id || name} does not exist`);
  return found;
}

async function update(request: Fields, attributes: Attributes, context: ActionContext): Promise<Fields> {
  await change(requireRole(request, context), attributes, context);
  return {};
}

function roleFields({ id, attributes }: StoredResource, { settings }: ActionContext): Fields {
  return {
    RoleId: id,
    ...fieldsOf(MEMBERS, attributes),
    PolicyDocument: text(attributes, "document"),
    AddTime: text(attributes, "create_time"),
    UpdateTime: text(attributes, "update_time"),
    RoleArn: `qcs::cam::uin/${settings.appId}:roleName/${text(attributes, "name")}`,
    RoleType: "user",
    Tags: pairsOf(attributes["tags"] as Attributes | null),
  };
}
