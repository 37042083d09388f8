/** Finds sensitive values by the schema, to keep them out of logs and messages. */
import type { Redactor } from "./log";
import type { Attribute, Block } from "./schema";
import { isObject } from "./values";
import type { Value } from "./values";

/** Gives the redactor every text of a sensitive attribute in `value`. */
export function registerSecrets(value: Value, block: Block, redactor: Redactor): void {
  for (const object of objects(value)) {
    registerAttributes(object, block.attributes ?? {}, redactor);
    for (const [name, nested] of Object.entries(block.block_types ?? {})) {
      registerSecrets(object[name] ?? null, nested.block, redactor);
    }
  }
}

function registerAttributes(
  object: Readonly<Record<string, Value>>,
  attributes: Readonly<Record<string, Attribute>>,
  redactor: Redactor,
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = object[name] ?? null;
    if (attribute.sensitive) texts(value).forEach((text) => redactor.add(text));
    else if (attribute.nested_type) {
      for (const inner of objects(value)) registerAttributes(inner, attribute.nested_type.attributes, redactor);
    }
  }
}

/** The objects of a value: itself, its elements, or the values of a map. */
function objects(value: Value): Readonly<Record<string, Value>>[] {
  if (Array.isArray(value)) return (value as Value[]).filter(isObject);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).filter(isObject)];
}

function texts(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return (value as Value[]).flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
