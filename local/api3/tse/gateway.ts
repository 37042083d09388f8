/** Resources of a gateway by the names and ids of requests. */
import { ApiError } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { inRegion, required } from "../action";
import type { ActionContext, Fields } from "../action";

export const SERVICE = "tencentcloud_tse_cngw_service";
export const ROUTE = "tencentcloud_tse_cngw_route";

/** The resources of a type of the request's gateway. */
export function ofGateway(type: string, request: Fields, context: ActionContext): StoredResource[] {
  const gatewayId = required(request, "GatewayId");
  return inRegion(type, context).filter(({ attributes }) => attributes["gateway_id"] === gatewayId);
}

/** The resource of a type with this value in one of the attributes. */
export function requireByAttribute(
  type: string,
  names: readonly string[],
  value: string,
  request: Fields,
  context: ActionContext,
): StoredResource {
  const found = ofGateway(type, request, context).find(({ attributes }) =>
    names.some((name) => attributes[name] === value),
  );
  if (!found) throw new ApiError("ResourceNotFound.ResourceNotFound", `${value} does not exist`);
  return found;
}
