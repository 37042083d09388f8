import { ApiError, text } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { change, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import { ofGateway } from "./gateway";
import { requireRoute } from "./routes";

const TYPE = "tencentcloud_tse_cngw_route_rate_limit";
const MEMBERS = regularMembers(TYPE, ["limit_detail"]);

export const rateLimits: Actions = {
  async CreateCloudNativeAPIGatewayRouteRateLimit(request, context) {
    const route = requireRoute(required(request, "Id"), request, context);
    if (limitOf(request, context)) {
      throw new ApiError("InvalidParameterValue.ResourceAlreadyExist", `route ${required(request, "Id")} has a limit`);
    }
    const key = { gateway_id: required(request, "GatewayId"), route_id: text(route.attributes, "route_id") };
    await context.resources.create(TYPE, context.region, { ...attributesOf(MEMBERS, request), ...key }, {});
    return {};
  },

  // A route without a limit has an empty answer.
  DescribeCloudNativeAPIGatewayRouteRateLimit(request, context) {
    const limit = limitOf(request, context);
    return { Result: (limit && fieldsOf(MEMBERS, limit.attributes)["LimitDetail"]) ?? null };
  },

  async ModifyCloudNativeAPIGatewayRouteRateLimit(request, context) {
    await change(requireLimit(request, context), attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteCloudNativeAPIGatewayRouteRateLimit(request, context) {
    await context.resources.delete(requireLimit(request, context));
    return {};
  },
};

function limitOf(request: Fields, context: ActionContext): StoredResource | undefined {
  const route = requireRoute(required(request, "Id"), request, context);
  const id = route.attributes["route_id"];
  return ofGateway(TYPE, request, context).find(({ attributes }) => attributes["route_id"] === id);
}

function requireLimit(request: Fields, context: ActionContext): StoredResource {
  const limit = limitOf(request, context);
  if (limit) return limit;
  throw new ApiError("ResourceNotFound.ResourceNotFound", `route ${required(request, "Id")} has no limit`);
}
