import { ApiError, text } from "../../resources/kind";
import type { Attributes, Json, StoredResource } from "../../resources/kind";
import { goJson } from "../../resources/go-json";
import { listOf, page, required } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf } from "../members";
import type { Members } from "../members";
import { resourcesOf, referenceOf, requireFunction } from "./target";

const TYPE = "tencentcloud_scf_trigger";
const MEMBERS: Members = {
  trigger_name: "TriggerName",
  type: "Type",
  trigger_desc: "TriggerDesc",
  qualifier: "Qualifier",
  custom_argument: "CustomArgument",
  description: "Description",
};

export const triggers: Actions = {
  async CreateTrigger(request, context) {
    requireFunction(request, context);
    required(request, "TriggerName");
    const attributes = { ...referenceOf(request, context), ...attributesOf(REQUEST_MEMBERS, request) };
    const created = await context.resources.create(TYPE, context.region, attributes, {});
    return { TriggerInfo: triggerFields(created) };
  },

  ListTriggers(request, context) {
    requireFunction(request, context);
    const filters = listOf(request, "Filters").map(
      ({ Name, Values }) => [Name as string, (Values ?? []) as readonly Json[]] as const,
    );
    const found = triggersOf(request, context).filter((trigger) =>
      filters.every(([name, values]) => values.includes(trigger[name] ?? null)),
    );
    return { TotalCount: found.length, Triggers: page(found, request) };
  },

  async UpdateTrigger(request, context) {
    const found = requireTrigger(request, context);
    await context.resources.update(found, { ...found.attributes, ...attributesOf(REQUEST_MEMBERS, request) }, {});
    return {};
  },

  async DeleteTrigger(request, context) {
    await context.resources.delete(requireTrigger(request, context));
    return {};
  },
};

/** Requests say OPEN or CLOSE where answers say 1 or 0. */
const REQUEST_MEMBERS: Members = { ...MEMBERS, enable: "Enable" };

/** The triggers of the function of a request, as answers have them. */
export function triggersOf(request: Fields, context: ActionContext): Fields[] {
  return resourcesOf(TYPE, request, context).map(triggerFields);
}

function triggerFields({ attributes }: StoredResource): Fields {
  return {
    ...fieldsOf(MEMBERS, attributes),
    TriggerDesc: descriptionOf(attributes),
    Enable: attributes["enable"] === "CLOSE" ? 0 : 1,
    AvailableStatus: text(attributes, "available_status"),
    AddTime: text(attributes, "add_time"),
    ModTime: text(attributes, "mod_time"),
    BindStatus: "",
    TriggerAttribute: "",
  };
}

/** Answers describe a timer in JSON, even if the request had a plain cron expression. */
function descriptionOf(attributes: Attributes): string {
  const description = text(attributes, "trigger_attribute");
  return attributes["type"] === "timer" && !description.startsWith("{") ? goJson({ cron: description }) : description;
}

function requireTrigger(request: Fields, context: ActionContext): StoredResource {
  requireFunction(request, context);
  const name = required(request, "TriggerName");
  const found = resourcesOf(TYPE, request, context).find(({ attributes }) => attributes["trigger_name"] === name);
  if (!found) throw new ApiError("ResourceNotFound.Trigger", `trigger ${name} does not exist`);
  return found;
}
