/**
 * DynamicValue on the wire is MessagePack, directed by the schema's type: unknown values are extensions, numbers may
 * come as text, values of type `dynamic` carry their type.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/internals/rpcs
 */
import { inferType } from "./infer-type";
import { MessagePackReader, MessagePackWriter } from "./msgpack";
import type { CtyType } from "./schema";
import { isObject, isUnknown, UNKNOWN } from "./values";
import type { ObjectValue, Value } from "./values";

/** Extension code of an unknown value. */
const EXT_UNKNOWN = 0;
/** Extension code of an unknown value with known properties, such as a prefix; only received. */
const EXT_REFINED_UNKNOWN = 12;

/** Reads a value of a known type. Throws on bytes that are not MessagePack of that type. */
export function decodeValue(bytes: Uint8Array, type: CtyType): Value {
  const reader = new MessagePackReader(bytes);
  const value = read(reader, type);
  reader.end();
  return value;
}

/** Writes a value of the type: absent members become null, members unknown to the type are an error. */
export function encodeValue(value: unknown, type: CtyType): Uint8Array {
  const writer = new MessagePackWriter();
  write(writer, value, type, []);
  return writer.finish();
}

function read(reader: MessagePackReader, type: CtyType): Value {
  if (reader.nil()) return null;
  const extension = reader.extension();
  if (extension === EXT_UNKNOWN || extension === EXT_REFINED_UNKNOWN) return UNKNOWN;
  if (extension !== undefined) throw new Error(`MessagePack must not have the extension ${extension} here`);
  switch (type) {
    case "string":
      return reader.text();
    case "bool":
      return reader.scalar();
    case "number":
      return Number(reader.scalar()); // numbers that fit no IEEE double come as decimal text
    case "dynamic": {
      if (reader.array() !== 2) throw new Error("a dynamic value must be a type and a value");
      return read(reader, JSON.parse(reader.bytes().toString("utf8")) as CtyType);
    }
  }
  switch (type[0]) {
    case "list":
    case "set":
      return readElements(reader, () => type[1]);
    case "tuple":
      return readElements(reader, (index) => type[1][index] ?? "dynamic");
    case "map": {
      const members: Record<string, Value> = {};
      for (let rest = reader.map(); rest > 0; rest--) members[readKey(reader)] = read(reader, type[1]);
      return members;
    }
    case "object":
      return readObject(reader, type[1]);
  }
}

function readElements(reader: MessagePackReader, typeAt: (index: number) => CtyType): Value[] {
  const elements: Value[] = [];
  const length = reader.array();
  for (let index = 0; index < length; index++) elements.push(read(reader, typeAt(index)));
  return elements;
}

/** Has all members of the type, in its order. */
function readObject(reader: MessagePackReader, types: Readonly<Record<string, CtyType>>): ObjectValue {
  const members: Record<string, Value> = {};
  for (const name in types) members[name] = null;
  for (let rest = reader.map(); rest > 0; rest--) {
    const name = readKey(reader);
    if (Object.hasOwn(types, name)) members[name] = read(reader, types[name]!);
    else reader.skip();
  }
  return members;
}

function readKey(reader: MessagePackReader): string {
  const key = reader.text();
  if (key === "__proto__") throw new Error('No member may be called "__proto__"');
  return key;
}

function write(writer: MessagePackWriter, value: unknown, type: CtyType, path: readonly string[]): void {
  if (value === null || value === undefined) return writer.nil();
  if (isUnknown(value)) return writer.unknown();
  switch (type) {
    case "string":
      if (typeof value !== "string") throw mismatch(path, type, value);
      return writer.text(value);
    case "number":
      if (typeof value !== "number") throw mismatch(path, type, value);
      return writer.number(value);
    case "bool":
      if (typeof value !== "boolean") throw mismatch(path, type, value);
      return writer.bool(value);
    case "dynamic": {
      const inferred = inferType(value);
      writer.array(2);
      writer.bytes(Buffer.from(JSON.stringify(inferred)));
      return write(writer, value, inferred, path);
    }
  }
  switch (type[0]) {
    case "list":
    case "set":
      return writeElements(writer, elements(value, type[0], path), () => type[1], path);
    case "tuple":
      return writeElements(writer, elements(value, type[0], path), (index) => type[1][index] ?? "dynamic", path);
    case "map": {
      const entries = Object.entries(members(value, type[0], path));
      writer.map(entries.length);
      for (const [key, member] of entries) writeMember(writer, key, member, type[1], path);
      return;
    }
    case "object": {
      const object = members(value, type[0], path);
      const unknown = Object.keys(object).find((key) => !Object.hasOwn(type[1], key));
      if (unknown !== undefined) throw new Error(`${[...path, unknown].join(".")} is not in the schema`);
      const types = Object.entries(type[1]);
      writer.map(types.length);
      for (const [key, member] of types) writeMember(writer, key, object[key], member, path);
    }
  }
}

function writeElements(
  writer: MessagePackWriter,
  list: readonly unknown[],
  typeAt: (index: number) => CtyType,
  path: readonly string[],
): void {
  writer.array(list.length);
  list.forEach((element, index) => write(writer, element, typeAt(index), [...path, String(index)]));
}

function writeMember(
  writer: MessagePackWriter,
  key: string,
  value: unknown,
  type: CtyType,
  path: readonly string[],
): void {
  writer.text(key);
  write(writer, value, type, value === null || value === undefined ? path : [...path, key]);
}

function elements(value: unknown, kind: string, path: readonly string[]): readonly unknown[] {
  if (!Array.isArray(value)) throw mismatch(path, kind, value);
  return value;
}

function members(value: unknown, kind: string, path: readonly string[]): ObjectValue {
  if (!isObject(value)) throw mismatch(path, kind, value);
  return value;
}

/** Names the path and the kinds, never the value, which may be a secret. */
function mismatch(path: readonly string[], expected: string, value: unknown): Error {
  const got = Array.isArray(value) ? "a list" : typeof value;
  return new Error(`${path.join(".") || "value"} must be a ${expected} (got ${got})`);
}
