/** State and private data in the state file's form: JSON. */
import { attributeType } from "./schema";
import type { Block, CtyType } from "./schema";
import { isObject } from "./values";
import type { ObjectValue, Value } from "./values";

/** Converts a saved object to the current schema: drops removed members, sets new ones to null. */
export function conformBlock(saved: Value | undefined, { attributes = {}, block_types: blocks = {} }: Block): Value {
  if (!isObject(saved)) return null;
  return Object.fromEntries([
    ...Object.entries(attributes).map(
      ([name, attribute]) => [name, conform(saved[name], attributeType(attribute))] as const,
    ),
    ...Object.entries(blocks).map(([name, { nesting_mode: mode, block }]) => {
      const value = mode === "single" || mode === "group" ? (saved[name] ?? null) : untyped(saved[name] ?? null);
      if (Array.isArray(value))
        return [name, (value as Value[]).map((element) => conformBlock(element, block))] as const;
      if (mode === "list" || mode === "set") return [name, value === null ? [] : [conformBlock(value, block)]] as const;
      if (mode !== "map" || !isObject(value)) return [name, conformBlock(value, block)] as const;
      const elements = Object.entries(value).map(([key, element]) => [key, conformBlock(element, block)] as const);
      return [name, Object.fromEntries(elements)] as const;
    }),
  ]);
}

/** Converts a saved value to the type. */
export function conform(value: Value | undefined, type: CtyType): Value {
  if (value === undefined || value === null) return null;
  // The schema may have said `dynamic` when the state was written.
  if (typeof type === "string") return untyped(value);
  if (type[0] !== "object" && type[0] !== "map" && isTyped(value)) return conform(value["value"], type);
  if (type[0] === "object" && isObject(value)) {
    return Object.fromEntries(Object.entries(type[1]).map(([name, member]) => [name, conform(value[name], member)]));
  }
  if (type[0] === "map" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, conform(element, type[1])]));
  }
  const elements: readonly Value[] | undefined = Array.isArray(value) ? (value as Value[]) : undefined;
  if (!elements) return value; // the encoder reports the mismatch
  if (type[0] === "list" || type[0] === "set") return elements.map((element) => conform(element, type[1]));
  return type[0] === "tuple" ? elements.map((element, index) => conform(element, type[1][index] ?? "dynamic")) : value;
}

/**
 * A state has values of the type `dynamic` with their type: attributes, and blocks in a list or a map whose type depends on
 * the value. A single block never has one.
 */
function untyped(value: Value): Value {
  return isTyped(value) ? (value["value"] ?? null) : value;
}

/** An ordinary object may also have members with these names; then its `type` is hardly a type in JSON. */
function isTyped(value: Value): value is ObjectValue {
  return isObject(value) && Object.keys(value).length === 2 && "value" in value && isTypeJson(value["type"]);
}

function isTypeJson(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.length >= 2 && /^(list|set|map|object|tuple)$/.test(String(value[0]));
  return typeof value === "string" && /^(string|number|bool|dynamic)$/.test(value);
}

export function parseState(json: Uint8Array): ObjectValue {
  return JSON.parse(Buffer.from(json).toString("utf8")) as ObjectValue;
}

/** Private data of a resource; undefined if absent or written by another program. */
export function parsePrivate(bytes: Uint8Array | undefined): unknown {
  if (!bytes || bytes.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

export function formatPrivate(value: unknown): Uint8Array {
  return value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(value));
}
