/** State and private data in the state file's form: JSON. */
import type { CtyType } from "./schema";
import { isObject } from "./values";
import type { ObjectValue, Value } from "./values";

/** Converts a saved object to the current schema: drops removed members, sets new ones to null. */
export function conform(value: Value | undefined, type: CtyType): Value {
  if (value === undefined || value === null) return null;
  if (typeof type === "string") return value;
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
