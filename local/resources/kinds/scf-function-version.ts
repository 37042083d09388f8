import type { FunctionName } from "../../scf/model";
import { ApiError, text } from "../kind";
import type { Attributes, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";

/** A version: the function at the time of publishing. */
export const scfFunctionVersion: ResourceKind = {
  async create(attributes, context) {
    const name = functionOf(attributes, context.region);
    const target = requireFunction(name, context);
    if (target.isPublishing) {
      throw new ApiError("FailedOperation.PublishVersion", `function ${name.name} is publishing another version`);
    }
    target.isPublishing = true;
    try {
      await context.clock.wait(context.settings.publishMs);
    } finally {
      target.isPublishing = false;
    }
    const { version } = context.functions.publish(requireFunction(name, context));
    return { id: [name.name, name.namespace, version].join("#"), function_version: version };
  },

  // The provider reports a missing version, or a missing function, as an error.
  read({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    const version = text(attributes, "function_version");
    if (!target.published.has(version)) {
      throw new ApiError("ResourceNotFound.FunctionVersion", `function ${target.name} has no version ${version}`);
    }
    return {};
  },

  delete({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    const version = text(attributes, "function_version");
    const alias = [...target.aliases].find(([, to]) => to.version === version || to.weights?.[version]);
    if (alias) {
      throw new ApiError("FailedOperation.DeleteFunction", `version ${version} is in use by alias ${alias[0]}`);
    }
    context.functions.unpublish(target, version);
    return Promise.resolve();
  },
};

/** Function that a version or an alias belongs to. */
export function functionOf(attributes: Attributes, region: string): FunctionName {
  return { region, namespace: text(attributes, "namespace") || "default", name: text(attributes, "function_name") };
}
