/** Additions of the vendor's SDK to a plan: defaults, and replacement if an attribute cannot be changed in place. */
import type { AttributePath } from "../../provider/plugin/diagnostics";
import type { Block } from "../../provider/plugin/schema";
import { isObject, valuesEqual } from "../../provider/plugin/values";
import type { ObjectValue, Value } from "../../provider/plugin/values";
import { behaviourOf, rulesOf } from "./schema";

/** The planned object with the defaults of all attributes that the configuration leaves out. */
export function withDefaults(type: string, block: Block, planned: ObjectValue, config: ObjectValue): ObjectValue {
  const behaviour = behaviourOf(type);
  const fill = (inner: Block, object: ObjectValue, configured: Value, prefix: string): ObjectValue => ({
    ...object,
    ...Object.fromEntries(
      Object.keys(inner.attributes ?? {})
        .filter((name) => behaviour[prefix + name]?.default !== undefined && member(configured, name) === null)
        .map((name) => [name, behaviour[prefix + name]!.default!]),
    ),
    ...Object.fromEntries(
      Object.entries(inner.block_types ?? {})
        .map(([name, nested]) => [name, nested.block, object[name] ?? null] as const)
        .filter(([, , value]) => Array.isArray(value))
        .map(([name, nested, value]) => [
          name,
          // The elements of a block come from the configuration, so null in them means left out.
          (value as Value[]).map((element) =>
            isObject(element) ? fill(nested, element, element, `${prefix}${name}.`) : element,
          ),
        ]),
    ),
  });
  return fill(block, planned, config, "");
}

/**
 * Removes changes from a plan that the vendor's SDK ignores. The SDK treats a missing argument as the zero value of its
 * type, and all zero values as equal. Keeps a block that the platform fills in.
 */
export function withoutInvisibleChanges(
  type: string,
  block: Block,
  planned: ObjectValue,
  prior: ObjectValue,
): ObjectValue {
  const readBack = rulesOf(type).read_back ?? {};
  const attributes = Object.keys(block.attributes ?? {})
    .filter((name) => (planned[name] ?? null) === null && isZero(prior[name] ?? null))
    .map((name) => [name, prior[name] ?? null] as const);
  const blocks = Object.entries(block.block_types ?? {}).map(([name, nested]) => {
    const [now, before] = [planned[name] ?? null, prior[name] ?? null];
    if (!Array.isArray(now) || !Array.isArray(before)) return [name, now] as const;
    if (now.length === 0 && Array.isArray(readBack[name])) return [name, before] as const;
    const visiblePart = (element: Value, other: Value): Value =>
      isObject(element) && isObject(other) ? withoutInvisibleChanges(type, nested.block, element, other) : element;
    const elements = (now as Value[]).map((element, index) => {
      if (nested.nesting_mode !== "set") return visiblePart(element, (before as Value[])[index] ?? null);
      return (before as Value[]).find((other) => valuesEqual(visiblePart(element, other), other)) ?? element;
    });
    return [name, elements] as const;
  });
  return { ...planned, ...Object.fromEntries([...attributes, ...blocks]) };
}

/** Whether the SDK treats the value as unset. */
function isZero(value: Value): boolean {
  if (value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Attributes whose change replaces the resource. */
export function replacePaths(type: string): AttributePath[] {
  return forceNewPaths(type).filter((path) => path.length === 1);
}

/** Blocks that have a changed attribute that cannot be changed in place. */
export function replacedBlocks(type: string, prior: ObjectValue, planned: ObjectValue): AttributePath[] {
  return forceNewPaths(type)
    .filter((path) => path.length > 1 && !valuesEqual(pluck(prior, path), pluck(planned, path)))
    .map(([block]) => [block!]);
}

function forceNewPaths(type: string): string[][] {
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
