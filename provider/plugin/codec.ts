/**
 * DynamicValue on the wire is MessagePack, directed by the schema's type: unknown values are extensions, numbers may
 * come as text, values of type `dynamic` carry their type.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/internals/rpcs
 */
import { Decoder, Encoder, ExtensionCodec } from "@msgpack/msgpack";
import { inferType } from "./infer-type";
import type { CtyType } from "./schema";
import { isObject, isUnknown, UNKNOWN } from "./values";
import type { ObjectValue, Value } from "./values";

/** Extension code of an unknown value. */
const EXT_UNKNOWN = 0;
/** Extension code of an unknown value with known properties, such as a prefix; only received. */
const EXT_REFINED_UNKNOWN = 12;

const extensions = new ExtensionCodec();
extensions.register({
  type: EXT_UNKNOWN,
  encode: (value) => (isUnknown(value) ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
extensions.register({ type: EXT_REFINED_UNKNOWN, encode: () => null, decode: () => UNKNOWN });

// Shared by all calls: creating them costs more than encoding most values.
const encoder = new Encoder({ extensionCodec: extensions });
const decoder = new Decoder({ extensionCodec: extensions, rawStrings: false });

/** Reads a value of a known type. Throws on bytes that are not MessagePack of that type. */
export function decodeValue(bytes: Uint8Array, type: CtyType): Value {
  return fromWire(decoder.decode(bytes), type);
}

/** Writes a value of the type: absent members become null, members unknown to the type are an error. */
export function encodeValue(value: unknown, type: CtyType): Uint8Array {
  return encoder.encode(toWire(value, type, []));
}

function fromWire(value: unknown, type: CtyType): Value {
  if (value === null || value === undefined) return null;
  if (isUnknown(value)) return UNKNOWN;
  switch (type) {
    case "string":
    case "bool":
      return value as Value;
    case "number":
      return Number(value); // numbers that fit no IEEE double come as decimal text
    case "dynamic": {
      const [typeJson, inner] = value as [Uint8Array, unknown];
      return fromWire(inner, JSON.parse(Buffer.from(typeJson).toString("utf8")) as CtyType);
    }
  }
  switch (type[0]) {
    case "list":
    case "set":
      return (value as unknown[]).map((element) => fromWire(element, type[1]));
    case "tuple":
      return (value as unknown[]).map((element, index) => fromWire(element, type[1][index] ?? "dynamic"));
    case "map":
      return record(Object.entries(value).map(([key, element]) => [key, fromWire(element, type[1])]));
    case "object":
      return record(
        Object.entries(type[1]).map(([key, member]) => [
          key,
          fromWire((value as Record<string, unknown>)[key], member),
        ]),
      );
  }
}

function toWire(value: unknown, type: CtyType, path: readonly string[]): unknown {
  if (value === null || value === undefined) return null;
  if (isUnknown(value)) return UNKNOWN;
  switch (type) {
    case "string":
    case "number":
      if (typeof value !== type) throw mismatch(path, type, value);
      return value;
    case "bool":
      if (typeof value !== "boolean") throw mismatch(path, type, value);
      return value;
    case "dynamic": {
      const inferred = inferType(value);
      return [Buffer.from(JSON.stringify(inferred)), toWire(value, inferred, path)];
    }
  }
  switch (type[0]) {
    case "list":
    case "set":
      return elements(value, type[0], path).map((element, index) => toWire(element, type[1], [...path, String(index)]));
    case "tuple":
      return elements(value, type[0], path).map((element, index) =>
        toWire(element, type[1][index] ?? "dynamic", [...path, String(index)]),
      );
    case "map":
      return record(
        Object.entries(members(value, type[0], path)).map(([key, member]) => [
          key,
          toWire(member, type[1], [...path, key]),
        ]),
      );
    case "object": {
      const object = members(value, type[0], path);
      const unknown = Object.keys(object).find((key) => !Object.hasOwn(type[1], key));
      if (unknown !== undefined) throw new Error(`${[...path, unknown].join(".")} is not in the schema`);
      return record(Object.entries(type[1]).map(([key, member]) => [key, toWire(object[key], member, [...path, key])]));
    }
  }
}

function elements(value: unknown, kind: string, path: readonly string[]): readonly unknown[] {
  if (!Array.isArray(value)) throw mismatch(path, kind, value);
  return value;
}

function members(value: unknown, kind: string, path: readonly string[]): ObjectValue {
  if (!isObject(value)) throw mismatch(path, kind, value);
  return value;
}

/** An object with own members only. The decoder refuses the key "__proto__". */
function record<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries);
}

/** Names the path and the kinds, never the value, which may be a secret. */
function mismatch(path: readonly string[], expected: string, value: unknown): Error {
  const got = Array.isArray(value) ? "a list" : typeof value;
  return new Error(`${path.join(".") || "value"} must be a ${expected} (got ${got})`);
}
