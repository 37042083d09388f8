import { ApiError, number, text } from "../kind";
import type { KindContext, ResourceKind } from "../kind";
import type { Provisioned, ScfFunction } from "../../scf/model";
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
    requireProvisioned(target, version, context);
    const readyAt = context.clock.now().getTime() + context.settings.provisionMs;
    const instances = number(attributes, "version_provisioned_concurrency_num", 0);
    target.provisioned.set(version, { instances, readyAt });
    return Promise.resolve({ id: [target.name, version, target.namespace].join("#") });
  },

  read({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    const provisioned = target.provisioned.get(text(attributes, "qualifier"));
    if (!provisioned) return undefined;
    // The provider reads the number of instances that are warm.
    return { version_provisioned_concurrency_num: isReady(provisioned, context) ? provisioned.instances : 0 };
  },

  delete({ attributes, region }, context) {
    const target = requireFunction(functionOf(attributes, region), context);
    requireProvisioned(target, text(attributes, "qualifier"), context);
    target.provisioned.delete(text(attributes, "qualifier"));
    return Promise.resolve();
  },
};

function isReady({ readyAt }: Provisioned, { clock }: KindContext): boolean {
  return clock.now().getTime() >= readyAt;
}

function requireProvisioned(target: ScfFunction, version: string, context: KindContext): void {
  const provisioned = target.provisioned.get(version);
  if (!provisioned || isReady(provisioned, context)) return;
  throw new ApiError(
    "FailedOperation.ProvisionedInProgress",
    `version ${version} of ${target.name} is being provisioned`,
  );
}
