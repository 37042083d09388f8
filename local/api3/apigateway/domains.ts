import { ApiError, text } from "../../resources/kind";
import type { Json, StoredResource } from "../../resources/kind";
import { change, inRegion, page, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf } from "../members";
import type { Members } from "../members";
import { ofService, requireService } from "./service";

const TYPE = "tencentcloud_api_gateway_custom_domain";
const MEMBERS: Members = {
  sub_domain: "SubDomain",
  protocol: "Protocol",
  net_type: "NetType",
  is_default_mapping: "IsDefaultMapping",
  is_forced_https: "IsForcedHttps",
  certificate_id: "CertificateId",
  default_domain: "NetSubDomain",
  // The provider writes a mapping as `/path#environment`.
  path_mappings: {
    name: "PathMappingSet",
    toAttribute: (set) =>
      (set as unknown as readonly Mapping[]).map(({ Path, Environment }) => `${Path}#${Environment}`),
    toMember: (mappings) =>
      (mappings as readonly string[]).map((mapping) => {
        const [Path = "", Environment = ""] = mapping.split("#");
        return { Path, Environment };
      }),
  },
};

interface Mapping {
  readonly Path: string;
  readonly Environment: string;
}

/** Custom host names. */
export const domains: Actions = {
  async BindSubDomain(request, context) {
    const { id, attributes: service } = requireService(request, context);
    const domain = required(request, "SubDomain");
    if (inRegion(TYPE, context).some(({ attributes }) => attributes["sub_domain"] === domain)) {
      throw new ApiError("FailedOperation.DomainAlreadyBindService", `${domain} is bound already`);
    }
    const target = required(request, "NetSubDomain");
    if (target !== service["outer_sub_domain"] && target !== service["internal_sub_domain"]) {
      throw new ApiError("FailedOperation.NetSubDomainError", `${target} is not an address of service ${id}`);
    }
    const attributes = { ...attributesOf(MEMBERS, request), service_id: id };
    await context.resources.create(TYPE, context.region, attributes, {});
    return { Result: true };
  },

  DescribeServiceSubDomains(request, context) {
    const { id } = requireService(request, context);
    const all = ofService(TYPE, id, context).map(({ attributes }): Json => {
      const registration = { DomainName: text(attributes, "sub_domain"), Status: 1, RegistrationStatus: true };
      return { ...fieldsOf(MEMBERS, attributes), ...registration };
    });
    return { Result: { TotalCount: all.length, DomainSet: page(all, request) } };
  },

  DescribeServiceSubDomainMappings(request, context) {
    const { IsDefaultMapping = true, PathMappingSet = [] } = fieldsOf(
      MEMBERS,
      requireDomain(request, context).attributes,
    );
    return { Result: { IsDefaultMapping, PathMappingSet } };
  },

  async ModifySubDomain(request, context) {
    await change(requireDomain(request, context), attributesOf(MEMBERS, request), context);
    return { Result: true };
  },

  async UnBindSubDomain(request, context) {
    await context.resources.delete(requireDomain(request, context));
    return { Result: true };
  },
};

function requireDomain(request: Fields, context: ActionContext): StoredResource {
  const { id } = requireService(request, context);
  const domain = required(request, "SubDomain");
  const found = ofService(TYPE, id, context).find(({ attributes }) => attributes["sub_domain"] === domain);
  if (!found) throw new ApiError("FailedOperation.DomainNotBindService", `${domain} is not bound to service ${id}`);
  return found;
}
