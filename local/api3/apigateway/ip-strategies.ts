import { ApiError, text } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { change, page, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import { ofService, requireService } from "./service";

const TYPE = "tencentcloud_api_gateway_ip_strategy";
const BINDING = "tencentcloud_api_gateway_strategy_attachment";
const MEMBERS = regularMembers(TYPE, ["strategy_id", "strategy_name", "strategy_type", "strategy_data", "service_id"]);

/** Allows or denies addresses; a strategy applies to the APIs that it is bound to. */
export const ipStrategies: Actions = {
  async CreateIPStrategy(request, context) {
    const { id } = requireService(request, context);
    const attributes = { ...attributesOf(MEMBERS, request), service_id: id };
    const created = await context.resources.create(TYPE, context.region, attributes, {});
    return { Result: fieldsOf(MEMBERS, created.attributes) };
  },

  DescribeIPStrategy(request, context) {
    const { attributes } = requireStrategy(request, context);
    const bound = bindings(request, context).map((binding) => ({
      ApiId: text(binding.attributes, "bind_api_id"),
      ServiceId: text(binding.attributes, "service_id"),
    }));
    const BindApis = page(bound, request);
    return { Result: { ...fieldsOf(MEMBERS, attributes), BindApiTotalCount: bound.length, BindApis } };
  },

  async ModifyIPStrategy(request, context) {
    await change(requireStrategy(request, context), attributesOf(MEMBERS, request), context);
    return { Result: true };
  },

  async DeleteIPStrategy(request, context) {
    const strategy = requireStrategy(request, context);
    for (const binding of bindings(request, context)) await context.resources.delete(binding);
    await context.resources.delete(strategy);
    return { Result: true };
  },

  async BindIPStrategy(request, context) {
    const { attributes: strategy } = requireStrategy(request, context);
    const environment = required(request, "EnvironmentName");
    for (const api of (request["BindApiIds"] ?? []) as readonly string[]) {
      const { service_id = "", strategy_id = "" } = strategy;
      const attributes = { service_id, strategy_id, environment_name: environment, bind_api_id: api };
      await context.resources.create(BINDING, context.region, attributes, {});
    }
    return { Result: true };
  },

  async UnBindIPStrategy(request, context) {
    requireStrategy(request, context);
    const apis = (request["UnBindApiIds"] ?? []) as readonly string[];
    for (const binding of bindings(request, context)) {
      if (apis.includes(text(binding.attributes, "bind_api_id"))) await context.resources.delete(binding);
    }
    return { Result: true };
  },
};

function requireStrategy(request: Fields, context: ActionContext): StoredResource {
  const { id } = requireService(request, context);
  const strategy = required(request, "StrategyId");
  const found = ofService(TYPE, id, context).find(({ attributes }) => attributes["strategy_id"] === strategy);
  if (!found) throw new ApiError("ResourceNotFound.InvalidIPStrategy", `service ${id} has no strategy ${strategy}`);
  return found;
}

/** The bindings of a strategy, in the request's environment if given. */
function bindings(request: Fields, context: ActionContext): StoredResource[] {
  const { EnvironmentName: environment } = request;
  return ofService(BINDING, required(request, "ServiceId"), context).filter(
    ({ attributes }) =>
      attributes["strategy_id"] === request["StrategyId"] &&
      (environment === undefined || attributes["environment_name"] === environment),
  );
}
