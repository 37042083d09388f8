import { text } from "../../resources/kind";
import type { Attributes, Json } from "../../resources/kind";
import { change, listOf } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf } from "../members";
import type { Members } from "../members";
import { LIMIT_ATTRIBUTES, releasesOf, requireService, SERVICE } from "./service";

const MEMBERS: Members = {
  service_name: "ServiceName",
  service_desc: "ServiceDesc",
  protocol: "Protocol",
  net_type: "NetTypes",
  ip_version: "IpVersion",
  instance_id: "InstanceId",
  uniq_vpc_id: "UniqVpcId",
};
/** Members of answers about a service. */
const ANSWER_MEMBERS: Members = {
  ...MEMBERS,
  outer_sub_domain: "OuterSubDomain",
  internal_sub_domain: "InternalSubDomain",
  inner_http_port: "InnerHttpPort",
  inner_https_port: "InnerHttpsPort",
  create_time: "CreatedTime",
  modify_time: "ModifiedTime",
};
const NONE = { TotalCount: 0 };

export const services: Actions = {
  async CreateService(request, context) {
    const created = await context.resources.create(SERVICE, context.region, attributesOf(MEMBERS, request), {});
    return { ServiceId: created.id, ...fieldsOf(ANSWER_MEMBERS, created.attributes) };
  },

  DescribeService(request, context) {
    const { id, attributes } = requireService(request, context);
    const apis = (attributes["api_list"] ?? []) as readonly Attributes[];
    const environments = releasesOf(id, context).map(({ attributes: release }) => text(release, "environment_name"));
    return {
      ServiceId: id,
      ...fieldsOf(ANSWER_MEMBERS, attributes),
      AvailableEnvironments: [...new Set(environments)],
      ApiTotalCount: apis.length,
      ApiIdStatusSet: apis.map((api) => ({ ServiceId: id, ...fieldsOf(API_MEMBERS, api) })),
      UsagePlanTotalCount: 0,
      UsagePlanList: [],
      Tags: [],
    };
  },

  async ModifyService(request, context) {
    await change(requireService(request, context), attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteService(request, context) {
    await context.resources.delete(requireService(request, context));
    return { Result: true };
  },

  DescribeServiceUsagePlan: (request, context) =>
    requireServiceFor(request, context, { ...NONE, ServiceUsagePlanList: [] }),

  DescribeApiUsagePlan: (request, context) => requireServiceFor(request, context, { ...NONE, ApiUsagePlanList: [] }),

  DescribeServiceEnvironmentStrategy(request, context) {
    const { id, attributes } = requireService(request, context);
    const EnvironmentList = Object.entries(LIMIT_ATTRIBUTES).map(([EnvironmentName, limit]) => {
      const Status = releasesOf(id, context, EnvironmentName).length > 0 ? 1 : 0;
      return { EnvironmentName, Url: "", Status, VersionName: "", Strategy: attributes[limit]!, MaxStrategy: 5000 };
    });
    return { Result: { TotalCount: EnvironmentList.length, EnvironmentList } };
  },

  async ModifyServiceEnvironmentStrategy(request, context) {
    const limits = environmentsOf(request).map(
      (environment) => [LIMIT_ATTRIBUTES[environment], request["Strategy"]] as const,
    );
    await change(requireService(request, context), Object.fromEntries(limits) as Attributes, context);
    return { Result: true };
  },
};

const API_MEMBERS: Members = {
  api_id: "ApiId",
  api_name: "ApiName",
  api_desc: "ApiDesc",
  path: "Path",
  method: "Method",
};

function requireServiceFor(request: Fields, context: ActionContext, Result: Json): Fields {
  requireService(request, context);
  return { Result };
}

function environmentsOf(request: Fields): string[] {
  return listOf(request, "EnvironmentNames")
    .map(String)
    .filter((name) => Object.hasOwn(LIMIT_ATTRIBUTES, name));
}
