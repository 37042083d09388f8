import type { FunctionName } from "../../scf/model";
import { ApiError, text } from "../kind";
import type { Attributes, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";

/** A version: what the function was when it was published. */
export const scfFunctionVersion: ResourceKind = {
  create(attributes, context) {
    const name = functionOf(attributes, context.region);
    const { version } = context.functions.publish(requireFunction(name, context));
    return Promise.resolve({ id: [name.name, name.namespace, version].join("#"), function_version: version });
  },

  read({ attributes, region }, { functions }) {
    const published = functions.find(functionOf(attributes, region))?.published;
    return published?.has(text(attributes, "function_version")) ? {} : undefined;
  },

  delete({ attributes, region }, { functions }) {
    const target = functions.find(functionOf(attributes, region));
    const version = text(attributes, "function_version");
    const alias = [...(target?.aliases ?? [])].find(([, to]) => to.version === version || to.weights?.[version]);
    if (alias) {
      throw new ApiError("FailedOperation.DeleteFunction", `version ${version} is in use by alias ${alias[0]}`);
    }
    if (target) functions.unpublish(target, version);
    return Promise.resolve();
  },
};

/** Function that a version or an alias belongs to. */
export function functionOf(attributes: Attributes, region: string): FunctionName {
  return { region, namespace: text(attributes, "namespace") || "default", name: text(attributes, "function_name") };
}
