import { ApiError, number, text } from "../kind";
import type { ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

/**
 * Warm instances of a version. A version has only one setting: if a new one is created before the old one is deleted,
 * deleting the old one removes it.
 */
export const scfProvisionedConcurrencyConfig: ResourceKind = {
  isSetting: true,

  create(attributes, context) {
    const target = requireFunction(functionOf(attributes, context.region), context);
    const version = text(attributes, "qualifier");
    if (!target.published.has(version)) {
      throw new ApiError("ResourceNotFound.Version", `function ${target.name} has no version ${version}`);
    }
    target.provisioned.set(version, number(attributes, "version_provisioned_concurrency_num", 0));
    return Promise.resolve({ id: [target.name, version, target.namespace].join("#") });
  },

  read({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    const instances = target.provisioned.get(text(attributes, "qualifier"));
    return instances === undefined ? undefined : { version_provisioned_concurrency_num: instances };
  },

  delete({ attributes, region }, context) {
    requireFunction(functionOf(attributes, region), context).provisioned.delete(text(attributes, "qualifier"));
    return Promise.resolve();
  },
};
