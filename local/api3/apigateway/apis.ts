import { ApiError, text } from "../../resources/kind";
import type { Attributes, Json, StoredResource } from "../../resources/kind";
import { change, required, requireResource } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import type { Members } from "../members";
import { LIMIT_ATTRIBUTES, ofService, releasesOf, requireService } from "./service";

const TYPE = "tencentcloud_api_gateway_api";
/** Requests per second without a limit; the API writes -1. */
const UNLIMITED = 5000;
const MEMBERS: Members = {
  api_name: "ApiName",
  api_desc: "ApiDesc",
  api_type: "ApiType",
  auth_type: "AuthType",
  protocol: "Protocol",
  enable_cors: "EnableCORS",
  ...regularMembers(TYPE, ["request_parameters", "constant_parameters", "response_error_codes"]),
  service_config_type: "ServiceType",
  service_config_timeout: "ServiceTimeout",
  service_config_scf_function_name: "ServiceScfFunctionName",
  service_config_scf_function_namespace: "ServiceScfFunctionNamespace",
  service_config_scf_function_qualifier: "ServiceScfFunctionQualifier",
  service_config_scf_function_type: "ServiceScfFunctionType",
  service_config_scf_is_integrated_response: "ServiceScfIsIntegratedResponse",
  service_config_mock_return_message: "ServiceMockReturnMessage",
  response_type: "ResponseType",
  response_success_example: "ResponseSuccessExample",
  response_fail_example: "ResponseFailExample",
  auth_relation_api_id: "AuthRelationApiId",
  is_debug_after_charge: "IsDebugAfterCharge",
  is_base64_encoded: "IsBase64Encoded",
};
const TIMES: Members = { create_time: "CreatedTime", update_time: "ModifiedTime" };

export const apis: Actions = {
  async CreateApi(request, context) {
    const { id } = requireService(request, context);
    const attributes = { ...apiAttributes(request), service_id: id };
    const isTaken = ofService(TYPE, id, context).some((other) => routeOf(other.attributes) === routeOf(attributes));
    if (isTaken)
      throw new ApiError("FailedOperation.ApiError", `another API of service ${id} has this path and method`);
    const created = await context.resources.create(TYPE, context.region, attributes, {});
    return { Result: { ApiId: created.id, ...pathOf(created), ...fieldsOf(TIMES, created.attributes) } };
  },

  DescribeApi(request, context) {
    const service = requireService(request, context);
    const api = requireApi(request, context);
    const answer = {
      ServiceId: service.id,
      ServiceName: text(service.attributes, "service_name"),
      ApiId: api.id,
      ...fieldsOf({ ...MEMBERS, ...TIMES }, api.attributes),
      RequestConfig: pathOf(api),
      Environments: releasesOf(service.id, context).map(({ attributes }) => text(attributes, "environment_name")),
    };
    return { Result: answer };
  },

  async ModifyApi(request, context) {
    await change(requireApi(request, context), apiAttributes(request), context);
    return {};
  },

  async DeleteApi(request, context) {
    await context.resources.delete(requireApi(request, context));
    return { Result: true };
  },

  DescribeApiEnvironmentStrategy(request, context) {
    const api = requireApi(request, context);
    const EnvironmentStrategySet = Object.entries(LIMIT_ATTRIBUTES).map(([EnvironmentName, limit]) => {
      const value = api.attributes[limit] ?? UNLIMITED;
      return { EnvironmentName, Quota: value === UNLIMITED ? -1 : value, MaxQuota: UNLIMITED };
    });
    const strategies = {
      ApiId: api.id,
      ApiName: text(api.attributes, "api_name"),
      ...pathOf(api),
      EnvironmentStrategySet,
    };
    return { Result: { TotalCount: 1, ApiEnvironmentStrategySet: [strategies] } };
  },

  async ModifyApiEnvironmentStrategy(request, context) {
    const limit = LIMIT_ATTRIBUTES[required(request, "EnvironmentName")];
    const strategy: Json = request["Strategy"] === -1 ? UNLIMITED : (request["Strategy"] ?? UNLIMITED);
    for (const ApiId of (request["ApiIds"] ?? []) as readonly string[]) {
      if (limit !== undefined) await change(requireApi({ ...request, ApiId }, context), { [limit]: strategy }, context);
    }
    return { Result: true };
  },
};

function requireApi(request: Fields, context: ActionContext): StoredResource {
  requireService(request, context);
  return requireResource(TYPE, required(request, "ApiId"), "ResourceNotFound.InvalidApi", context);
}

function apiAttributes(request: Fields): Attributes {
  const { Path, Method } = (request["RequestConfig"] ?? {}) as { readonly Path?: string; readonly Method?: string };
  return {
    ...attributesOf(MEMBERS, request),
    ...(Path !== undefined && { request_config_path: Path }),
    ...(Method !== undefined && { request_config_method: Method }),
  };
}

function pathOf({ attributes }: StoredResource): Fields {
  return { Path: text(attributes, "request_config_path"), Method: text(attributes, "request_config_method") };
}

function routeOf(attributes: Attributes): string {
  return `${text(attributes, "request_config_method")} ${text(attributes, "request_config_path")}`;
}
