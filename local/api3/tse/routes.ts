import { ApiError, text } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { change, optional, page, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import { ofGateway, requireByAttribute, ROUTE, SERVICE } from "./gateway";

const MEMBERS = regularMembers(ROUTE, [
  ...["methods", "hosts", "paths", "protocols", "preserve_host", "https_redirect_status_code"],
  ...["strip_path", "force_https", "destination_ports", "headers"],
]);

export const routes: Actions = {
  async CreateCloudNativeAPIGatewayRoute(request, context) {
    const [name, serviceId] = [required(request, "RouteName"), required(request, "ServiceID")];
    requireByAttribute(SERVICE, ["service_id"], serviceId, request, context);
    if (ofGateway(ROUTE, request, context).some(({ attributes }) => attributes["route_name"] === name)) {
      throw new ApiError("InvalidParameterValue.ResourceAlreadyExist", `route ${name} exists`);
    }
    const key = { gateway_id: required(request, "GatewayId"), service_id: serviceId, route_name: name };
    await context.resources.create(ROUTE, context.region, { ...attributesOf(MEMBERS, request), ...key }, {});
    return {};
  },

  DescribeCloudNativeAPIGatewayRoutes(request, context) {
    const name = optional(request, "RouteName");
    const all = ofGateway(ROUTE, request, context)
      .filter(({ attributes }) => name === "" || attributes["route_name"] === name)
      .map((route) => routeFields(route, request, context));
    return { Result: { TotalCount: all.length, RouteList: page(all, request) } };
  },

  async ModifyCloudNativeAPIGatewayRoute(request, context) {
    const route = requireRoute(required(request, "RouteID"), request, context);
    await change(route, attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteCloudNativeAPIGatewayRoute(request, context) {
    await context.resources.delete(requireRoute(required(request, "Name"), request, context));
    return {};
  },
};

/** Requests name routes by id or name. */
export function requireRoute(idOrName: string, request: Fields, context: ActionContext): StoredResource {
  return requireByAttribute(ROUTE, ["route_id", "route_name"], idOrName, request, context);
}

function routeFields({ attributes }: StoredResource, request: Fields, context: ActionContext): Fields {
  const serviceId = text(attributes, "service_id");
  const service = requireByAttribute(SERVICE, ["service_id"], serviceId, request, context);
  return {
    ID: text(attributes, "route_id"),
    Name: text(attributes, "route_name"),
    ServiceID: serviceId,
    ServiceName: text(service.attributes, "name"),
    ...fieldsOf(MEMBERS, attributes),
  };
}
