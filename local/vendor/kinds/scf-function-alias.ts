import { isDeepStrictEqual } from "node:util";
import type { VendorKind } from "../kind";

/**
 * The provider sends nothing unless description or routing have changed. A change of the version alone is lost.
 *
 * @see resource_tc_scf_function_alias.go of the provider, `mutableArgs`
 */
export const scfFunctionAlias: VendorKind = {
  sentAttributes(attributes, prior) {
    const isSent = ["description", "routing_config"].some(
      (name) => !isDeepStrictEqual(attributes[name] ?? null, prior[name] ?? null),
    );
    return isSent ? attributes : prior;
  },
};
