import { ApiError, number, text } from "../kind";
import type { ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

/**
 * Instances of a version that are kept warm. There is one setting a version: made anew before the old one is deleted, it
 * is deleted with it.
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
