import { ApiError, text } from "../../resources/kind";
import type { StoredResource } from "../../resources/kind";
import { optional } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf } from "../members";
import { resourcesOf, nameOf, referenceOf, requireFunction } from "./target";

const TYPE = "tencentcloud_scf_function_version";
const LATEST = ["", "$LATEST", "$DEFAULT"];

export const versions: Actions = {
  async PublishVersion(request, context) {
    requireFunction(request, context);
    const attributes = {
      ...referenceOf(request, context),
      ...attributesOf({ description: "Description" }, request),
    };
    const { attributes: published } = await context.resources.create(TYPE, context.region, attributes, {});
    return { FunctionVersion: text(published, "function_version"), ...nameFields(request, context) };
  },
};

/** Members of an answer that name the requested version. */
export function versionFields(request: Fields, context: ActionContext): Fields {
  const qualifier = optional(request, "Qualifier", "$LATEST");
  if (LATEST.includes(qualifier)) return { FunctionVersion: "$LATEST", Qualifier: qualifier };
  const { attributes } = requireVersion(request, context);
  const version = text(attributes, "function_version");
  return { FunctionVersion: version, Qualifier: qualifier, Description: text(attributes, "description") };
}

/** `DeleteFunction` with a version: deletes only that version. */
export async function deleteVersion(request: Fields, context: ActionContext): Promise<Fields> {
  await context.resources.delete(requireVersion(request, context));
  return {};
}

/** The published version that the qualifier names, by number or by alias. */
function requireVersion(request: Fields, context: ActionContext): StoredResource {
  const qualifier = optional(request, "Qualifier");
  const target = context.functions.find(nameOf(request, context));
  const version = target?.aliases.get(qualifier)?.version ?? qualifier;
  const found = resourcesOf(TYPE, request, context).find(
    ({ attributes }) => attributes["function_version"] === version,
  );
  if (found) return found;
  const { name } = nameOf(request, context);
  throw new ApiError("ResourceNotFound.FunctionVersion", `function ${name} has no version ${qualifier}`);
}

function nameFields(request: Fields, context: ActionContext): Fields {
  const { name, namespace } = nameOf(request, context);
  return { FunctionName: name, Namespace: namespace };
}
