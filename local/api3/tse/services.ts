import { ApiError, text } from "../../resources/kind";
import { change, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import { ofGateway, requireByAttribute, ROUTE, SERVICE } from "./gateway";

const MEMBERS = regularMembers(SERVICE, [
  "name",
  "protocol",
  "path",
  "timeout",
  "retries",
  "upstream_type",
  "upstream_info",
]);

export const services: Actions = {
  async CreateCloudNativeAPIGatewayService(request, context) {
    const name = required(request, "Name");
    if (ofGateway(SERVICE, request, context).some(({ attributes }) => attributes["name"] === name)) {
      throw new ApiError("InvalidParameterValue.ResourceAlreadyExist", `service ${name} exists`);
    }
    const attributes = { ...attributesOf(MEMBERS, request), gateway_id: required(request, "GatewayId") };
    const created = await context.resources.create(SERVICE, context.region, attributes, {});
    return { Result: { ServiceID: text(created.attributes, "service_id") } };
  },

  DescribeOneCloudNativeAPIGatewayService(request, context) {
    const { attributes } = requireService(request, context);
    return { Result: { ...fieldsOf({ ...MEMBERS, service_id: "ID" }, attributes), Tags: [], Editable: true } };
  },

  async ModifyCloudNativeAPIGatewayService(request, context) {
    await change(requireService(request, context), attributesOf(MEMBERS, request), context);
    return {};
  },

  async DeleteCloudNativeAPIGatewayService(request, context) {
    const found = requireService(request, context);
    const id = text(found.attributes, "service_id");
    if (ofGateway(ROUTE, request, context).some(({ attributes }) => attributes["service_id"] === id)) {
      throw new ApiError("OperationDenied", `service ${text(found.attributes, "name")} has routes`);
    }
    await context.resources.delete(found);
    return {};
  },
};

function requireService(request: Fields, context: ActionContext) {
  return requireByAttribute(SERVICE, ["name"], required(request, "Name"), request, context);
}
