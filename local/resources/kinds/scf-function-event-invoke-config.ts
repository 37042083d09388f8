import type { EventInvoke } from "../../scf/model";
import type { Attributes, Json, KindContext, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

/**
 * Retry settings of a function's events. The provider takes the function from the id. Deleting changes nothing.
 */
export const scfFunctionEventInvokeConfig: ResourceKind = {
  isSetting: true,

  create(attributes, context) {
    const target = requireFunction(functionOf(attributes, context.region), context);
    target.eventInvoke = eventInvokeOf(attributes);
    return Promise.resolve({ id: [target.name, target.namespace].join("#") });
  },

  read({ id, region }, context) {
    const { name, namespace, eventInvoke } = functionOfId(id, region, context);
    const retry_config = [{ retry_num: eventInvoke.retryNum }];
    return {
      function_name: name,
      namespace,
      async_trigger_config: [{ msg_ttl: eventInvoke.msgTtl, retry_config }],
    };
  },

  update(attributes, { id, region }, context) {
    functionOfId(id, region, context).eventInvoke = eventInvokeOf(attributes);
    return Promise.resolve({});
  },
};

function functionOfId(id: string, region: string, context: KindContext) {
  const [name = "", namespace = ""] = id.split("#");
  return requireFunction({ region, namespace, name }, context);
}

function eventInvokeOf(attributes: Attributes): EventInvoke {
  const [config] = attributes["async_trigger_config"] as readonly { msg_ttl: number; retry_config: Json }[];
  const [retry] = config!.retry_config as readonly { retry_num: number }[];
  return { msgTtl: config!.msg_ttl, retryNum: retry?.retry_num ?? 0 };
}
