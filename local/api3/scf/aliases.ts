import { ApiError } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import type { Members } from "../members";
import { resourcesOf, referenceOf, requireFunction } from "./target";

const TYPE = "tencentcloud_scf_function_alias";
// sic: the API's spelling
const IRREGULAR = { additional_version_matches: "AddtionVersionMatchs" };
const MEMBERS: Members = {
  name: "Name",
  ...regularMembers(TYPE, ["function_version", "description", "routing_config"], IRREGULAR),
};

export const aliases: Actions = {
  async CreateAlias(request, context) {
    requireFunction(request, context);
    const attributes = { ...referenceOf(request, context), ...attributesOf(MEMBERS, request) };
    await context.resources.create(TYPE, context.region, attributes, {});
    return {};
  },

  GetAlias(request, context) {
    return fieldsOf(MEMBERS, requireAlias(request, context).attributes);
  },

  // An update without a routing sends all calls to the version.
  async UpdateAlias(request, context) {
    const found = requireAlias(request, context);
    const attributes = { ...found.attributes, routing_config: [], ...attributesOf(MEMBERS, request) };
    await context.resources.update(found, attributes, {});
    return {};
  },

  async DeleteAlias(request, context) {
    await context.resources.delete(requireAlias(request, context));
    return {};
  },
};

function requireAlias(request: Fields, context: ActionContext): StoredResource {
  requireFunction(request, context);
  const name = required(request, "Name");
  const found = resourcesOf(TYPE, request, context).find(({ attributes }) => attributes["name"] === name);
  if (!found) throw new ApiError("ResourceNotFound.Alias", `alias ${name} does not exist`);
  return context.resources.read(found) ?? found;
}
