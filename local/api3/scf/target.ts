/** The function of a request. */
import { ApiError } from "../../resources/kind";
import type { Attributes, StoredResource } from "../../resources/kind";
import type { FunctionName } from "../../scf/model";
import { inRegion, optional, required } from "../action";
import type { ActionContext, Fields } from "../action";

export const FUNCTION = "tencentcloud_scf_function";

export function nameOf(request: Fields, { region }: ActionContext): FunctionName {
  return { region, namespace: optional(request, "Namespace", "default"), name: required(request, "FunctionName") };
}

/** The attributes by which other resources name their function. */
export function referenceOf(request: Fields, context: ActionContext): Attributes {
  const { namespace, name } = nameOf(request, context);
  return { namespace, function_name: name };
}

/** The current function. */
export function requireFunction(request: Fields, context: ActionContext): StoredResource {
  const { region, namespace, name } = nameOf(request, context);
  const found = context.resources.read({ type: FUNCTION, id: `${namespace}+${name}`, region });
  if (!found) throw new ApiError("ResourceNotFound.FunctionName", `function ${name} does not exist`);
  return found;
}

/** The function's resources of a type. */
export function resourcesOf(type: string, request: Fields, context: ActionContext): StoredResource[] {
  const { namespace, name } = nameOf(request, context);
  return inRegion(type, context).filter(
    ({ attributes }) => attributes["function_name"] === name && (attributes["namespace"] ?? "default") === namespace,
  );
}
