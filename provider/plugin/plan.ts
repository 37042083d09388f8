/**
 * The plan before the resource type adjusts it. Terraform proposes the configuration, merged with the prior values of
 * computed attributes; computed attributes without a value become unknown.
 *
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/docs/resource-instance-change-lifecycle.md
 */
import type { Attribute, Block, NestedBlock } from "./schema";
import { isObject, UNKNOWN, valuesEqual } from "./values";
import type { ObjectValue, Value } from "./values";

/** The proposed state with `UNKNOWN` where a computed attribute has neither a configured nor a prior value. */
export function defaultPlan(
  block: Block,
  prior: ObjectValue | null,
  proposed: ObjectValue,
  config: Value,
): ObjectValue {
  if (prior !== null && valuesEqual(prior, proposed)) return prior;
  return planBlock(block, prior, proposed, config);
}

function planBlock(block: Block, prior: Value, proposed: ObjectValue, config: Value): ObjectValue {
  const planned: Record<string, Value> = planAttributes(block.attributes ?? {}, prior, proposed, config);
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    planned[name] = planNested(
      nested.nesting_mode,
      member(prior, name),
      proposed[name] ?? null,
      member(config, name),
      (...values) => planBlock(nested.block, ...values),
    );
  }
  return planned;
}

function planAttributes(
  attributes: Readonly<Record<string, Attribute>>,
  prior: Value,
  proposed: ObjectValue,
  config: Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = proposed[name] ?? null;
      // A null in a prior object is a value that was read.
      if (value === null) {
        return [name, attribute.computed && !isObject(prior) && member(config, name) === null ? UNKNOWN : null];
      }
      const nested = attribute.nested_type;
      if (!nested) return [name, value];
      return [
        name,
        planNested(nested.nesting_mode, member(prior, name), value, member(config, name), (...values) =>
          planAttributes(nested.attributes, ...values),
        ),
      ];
    }),
  );
}

type PlanObject = (prior: Value, proposed: ObjectValue, config: Value) => ObjectValue;

function planNested(
  mode: NestedBlock["nesting_mode"],
  prior: Value,
  proposed: Value,
  config: Value,
  plan: PlanObject,
): Value {
  if (mode === "single" || mode === "group") return isObject(proposed) ? plan(prior, proposed, config) : proposed;
  if (Array.isArray(proposed)) {
    return (proposed as Value[]).map((element, index) => {
      if (!isObject(element)) return element;
      // Set elements have no identity: only an equal prior element is the same.
      const old =
        mode === "set"
          ? (elements(prior).find((other) => valuesEqual(other, element)) ?? null)
          : elementAt(prior, index);
      const configured = mode === "set" ? element : elementAt(config, index);
      return plan(old, element, configured);
    });
  }
  if (mode === "map" && isObject(proposed)) {
    return Object.fromEntries(
      Object.entries(proposed).map(([key, element]) => [
        key,
        isObject(element) ? plan(member(prior, key), element, member(config, key)) : element,
      ]),
    );
  }
  return proposed;
}

function member(value: Value, name: string): Value {
  return isObject(value) ? (value[name] ?? null) : null;
}

function elements(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as Value[]) : [];
}

function elementAt(value: Value, index: number): Value {
  return elements(value)[index] ?? null;
}
