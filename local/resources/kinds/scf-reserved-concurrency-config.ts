import { number } from "../kind";
import type { Attributes, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

const NO_ATTRIBUTES: Attributes = {};

/** Memory that all instances of a function together may use. It is only stored. */
export const scfReservedConcurrencyConfig: ResourceKind = {
  isSetting: true,

  create(attributes, context) {
    const target = requireFunction(functionOf(attributes, context.region), context);
    target.reservedMemoryMb = number(attributes, "reserved_concurrency_mem", 0);
    return Promise.resolve({ id: [target.namespace, target.name].join("#") });
  },

  // The provider reads a missing setting as one without a value, not as a missing resource.
  read({ attributes, region }, context) {
    const { reservedMemoryMb } = requireFunction(functionOf(attributes, region), context);
    return reservedMemoryMb === undefined ? NO_ATTRIBUTES : { reserved_concurrency_mem: reservedMemoryMb };
  },

  delete({ attributes, region }, context) {
    requireFunction(functionOf(attributes, region), context).reservedMemoryMb = undefined;
    return Promise.resolve();
  },
};
