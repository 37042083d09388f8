import { change, inRegion, required, requireResource } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";

const TYPE = "tencentcloud_scf_custom_domain";
const MEMBERS = regularMembers(TYPE, ["domain", "protocol", "cert_config", "endpoints_config", "waf_config"]);

export const domains: Actions = {
  async CreateCustomDomain(request, context) {
    required(request, "Domain");
    await context.resources.create(TYPE, context.region, attributesOf(MEMBERS, request), {});
    return {};
  },

  GetCustomDomain: (request, context) => fieldsOf(MEMBERS, requireDomain(request, context).attributes),

  ListCustomDomains(_request, context) {
    const all = inRegion(TYPE, context).map(({ attributes }) => fieldsOf(MEMBERS, attributes));
    return { Total: all.length, Domains: all };
  },

  async UpdateCustomDomain(request, context) {
    await change(requireDomain(request, context), attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteCustomDomain(request, context) {
    await context.resources.delete(requireDomain(request, context));
    return {};
  },
};

function requireDomain(request: Fields, context: ActionContext) {
  return requireResource(TYPE, required(request, "Domain"), "ResourceNotFound.CustomDomain", context);
}
