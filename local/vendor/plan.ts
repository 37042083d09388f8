/** What the vendor's SDK adds to a plan: defaults, and replacement where an attribute cannot be changed in place. */
import type { AttributePath } from "../../provider/plugin/diagnostics";
import type { Block } from "../../provider/plugin/schema";
import { isObject, valuesEqual } from "../../provider/plugin/values";
import type { ObjectValue, Value } from "../../provider/plugin/values";
import { behaviourOf } from "./schema";

/** The planned object with the default of every attribute that the configuration leaves out. */
export function withDefaults(type: string, block: Block, planned: ObjectValue, config: ObjectValue): ObjectValue {
  const behaviour = behaviourOf(type);
  const fill = (inner: Block, object: ObjectValue, given: Value, prefix: string): ObjectValue => ({
    ...object,
    ...Object.fromEntries(
      Object.keys(inner.attributes ?? {})
        .filter((name) => behaviour[prefix + name]?.default !== undefined && member(given, name) === null)
        .map((name) => [name, behaviour[prefix + name]!.default!]),
    ),
    ...Object.fromEntries(
      Object.entries(inner.block_types ?? {})
        .map(([name, nested]) => [name, nested.block, object[name] ?? null] as const)
        .filter(([, , value]) => Array.isArray(value))
        .map(([name, nested, value]) => [
          name,
          // A block's elements come from the configuration, so that what is null in them was left out.
          (value as Value[]).map((element) =>
            isObject(element) ? fill(nested, element, element, `${prefix}${name}.`) : element,
          ),
        ]),
    ),
  });
  return fill(block, planned, config, "");
}

/** Attributes whose change means delete and create. */
export function replacePaths(type: string): AttributePath[] {
  return forceNew(type).filter((path) => path.length === 1);
}

/** Blocks in which an attribute has changed that cannot be changed in place. */
export function replacedBlocks(type: string, prior: ObjectValue, planned: ObjectValue): AttributePath[] {
  return forceNew(type)
    .filter((path) => path.length > 1 && !valuesEqual(pluck(prior, path), pluck(planned, path)))
    .map(([block]) => [block!]);
}

function forceNew(type: string): string[][] {
  return Object.entries(behaviourOf(type))
    .filter(([, { force_new }]) => force_new)
    .map(([path]) => path.split("."));
}

function pluck(value: Value, path: readonly string[]): Value {
  if (Array.isArray(value)) return (value as Value[]).map((element) => pluck(element, path));
  const [name, ...rest] = path;
  return name === undefined ? value : pluck(member(value, name), rest);
}

function member(value: Value, name: string): Value {
  return isObject(value) ? (value[name] ?? null) : null;
}
