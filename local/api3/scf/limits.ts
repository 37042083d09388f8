/** Limits and retries of a function's calls. */
import { ApiError, text } from "../../resources/kind";
import type { Attributes, StoredResource } from "../../resources/kind";
import { required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, regularMembers } from "../members";
import type { Members } from "../members";
import { resourcesOf, nameOf, referenceOf, requireFunction } from "./target";

const RESERVED = "tencentcloud_scf_reserved_concurrency_config";
const PROVISIONED = "tencentcloud_scf_provisioned_concurrency_config";
const EVENTS = "tencentcloud_scf_function_event_invoke_config";
const PROVISIONED_MEMBERS = regularMembers(PROVISIONED, ["qualifier", "version_provisioned_concurrency_num"]);
const EVENTS_MEMBERS = regularMembers(EVENTS, ["async_trigger_config"], { msg_ttl: "MsgTTL" });

export const limits: Actions = {
  PutReservedConcurrencyConfig: (request, context) =>
    putSetting(RESERVED, { reserved_concurrency_mem: "ReservedConcurrencyMem" }, request, context),

  GetReservedConcurrencyConfig(request, context) {
    requireFunction(request, context);
    const { reservedMemoryMb } = context.functions.find(nameOf(request, context))!;
    return fieldsOf(
      { reserved_concurrency_mem: "ReservedMem" },
      { reserved_concurrency_mem: reservedMemoryMb ?? null },
    );
  },

  DeleteReservedConcurrencyConfig: (request, context) => deleteSettings(RESERVED, request, context),

  PutProvisionedConcurrencyConfig: (request, context) => putSetting(PROVISIONED, PROVISIONED_MEMBERS, request, context),

  GetProvisionedConcurrencyConfig(request, context) {
    const now = context.clock.now().getTime();
    const { provisioned } = context.functions.find(nameOf(request, context))!;
    const all = settingsOf(PROVISIONED, request, context).map(({ attributes }) => {
      const qualifier = text(attributes, "qualifier");
      const { instances, readyAt } = provisioned.get(qualifier) ?? { instances: 0, readyAt: 0 };
      const isReady = now >= readyAt;
      return {
        Qualifier: qualifier,
        AllocatedProvisionedConcurrencyNum: instances,
        AvailableProvisionedConcurrencyNum: isReady ? instances : 0,
        Status: isReady ? "Done" : "InProgress",
        StatusReason: "",
        TriggerActions: [],
      };
    });
    return { UnallocatedConcurrencyNum: 0, Allocated: all };
  },

  DeleteProvisionedConcurrencyConfig: (request, context) => deleteSettings(PROVISIONED, request, context),

  UpdateFunctionEventInvokeConfig: (request, context) => putSetting(EVENTS, EVENTS_MEMBERS, request, context),

  GetFunctionEventInvokeConfig(request, context) {
    requireFunction(request, context);
    const { msgTtl, retryNum } = context.functions.find(nameOf(request, context))!.eventInvoke;
    return { AsyncTriggerConfig: { MsgTTL: msgTtl, RetryConfig: [{ RetryNum: retryNum }] } };
  },
};

async function putSetting(type: string, members: Members, request: Fields, context: ActionContext): Promise<Fields> {
  requireFunction(request, context);
  const attributes: Attributes = { ...referenceOf(request, context), ...attributesOf(members, request) };
  await context.resources.create(type, context.region, attributes, {});
  return {};
}

async function deleteSettings(type: string, request: Fields, context: ActionContext): Promise<Fields> {
  const found = settingsOf(type, request, context);
  if (found.length === 0) {
    throw new ApiError("ResourceNotFound", `function ${required(request, "FunctionName")} has no such setting`);
  }
  for (const setting of found) await context.resources.delete(setting);
  return {};
}

/** The function's settings of a type, for the version in the request. */
function settingsOf(type: string, request: Fields, context: ActionContext): StoredResource[] {
  requireFunction(request, context);
  const qualifier = request["Qualifier"];
  return resourcesOf(type, request, context).filter(
    ({ attributes }) => qualifier === undefined || attributes["qualifier"] === qualifier,
  );
}
