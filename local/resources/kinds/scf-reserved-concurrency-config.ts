import { number } from "../kind";
import type { Attributes, ResourceKind } from "../kind";
import { requireFunction } from "./scf-function";
import { functionOf } from "./scf-function-version";

const NOTHING: Attributes = {};

/** Memory that all instances of a function together may use. It is remembered only. */
export const scfReservedConcurrencyConfig: ResourceKind = {
  isSetting: true,

  create(attributes, context) {
    const target = requireFunction(functionOf(attributes, context.region), context);
    target.reservedMemoryMb = number(attributes, "reserved_concurrency_mem", 0);
    return Promise.resolve({ id: [target.namespace, target.name].join("#") });
  },

  // The provider takes a setting that is gone for one without a value, not for a resource that is gone.
  read({ attributes, region }, context) {
    const { reservedMemoryMb } = requireFunction(functionOf(attributes, region), context);
    return reservedMemoryMb === undefined ? NOTHING : { reserved_concurrency_mem: reservedMemoryMb };
  },

  delete({ attributes, region }, context) {
    requireFunction(functionOf(attributes, region), context).reservedMemoryMb = undefined;
    return Promise.resolve();
  },
};
