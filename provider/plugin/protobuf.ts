/**
 * Protocol buffers, as far as plugin protocol 6 needs them: the scalars below, messages in messages, repeated messages, and
 * maps from texts to messages. Unknown fields are skipped.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
import { ByteWriter } from "./byte-writer";

/** A scalar, or a message by its name. */
export type FieldType = string | { readonly repeated: string } | { readonly map: string };
/** Field → [number, type]. */
export type Fields = Readonly<Record<string, readonly [number, FieldType]>>;

/** Wire types, by which the end of a value is found. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const EMPTY = Buffer.alloc(0);

/** Scalar → its wire type and its zero value. */
const SCALARS = {
  string: { wire: WIRE.bytes, zero: "" },
  bytes: { wire: WIRE.bytes, zero: EMPTY },
  bool: { wire: WIRE.varint, zero: false },
  int32: { wire: WIRE.varint, zero: 0 },
} as const;
type Scalar = keyof typeof SCALARS;

interface Field {
  readonly name: string;
  /** Number and wire type. */
  readonly tag: number;
  readonly kind: "one" | "repeated" | "map";
  readonly scalar: Scalar | undefined;
  /** The message, or the map's entry, unless it is a scalar. */
  readonly message: string;
  /** Whether a zero value is written too. */
  readonly isZeroWritten: boolean;
}

/** Prefix of the name of the message that is an entry of a map. */
const ENTRY = "entry of ";

/** Encodes and decodes messages of these definitions. */
export class Protobuf {
  readonly #fields = new Map<string, readonly Field[]>();

  /** @param oneOf message → fields of a oneof, whose zero values are written too */
  constructor(
    private readonly definitions: Readonly<Record<string, Fields>>,
    private readonly oneOf: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** Members that are absent, null or zero are left out. A message within the message may be encoded already. */
  encode(name: string, message: object): Buffer {
    const values = message as Readonly<Record<string, unknown>>;
    const writer = new Writer();
    for (const field of this.#fieldsOf(name)) {
      const value = values[field.name];
      if (value === null || value === undefined) continue;
      if (field.kind === "repeated") for (const item of value as readonly unknown[]) this.#write(writer, field, item);
      else if (field.kind === "map") {
        for (const [key, item] of Object.entries(value as Readonly<Record<string, unknown>>))
          this.#write(writer, field, { key, value: item });
      } else if (field.isZeroWritten || !isZero(value)) this.#write(writer, field, value);
    }
    return writer.finish();
  }

  /**
   * Absent scalars are zero, absent messages undefined.
   *
   * @throws RangeError for bytes that are no message
   */
  decode(name: string, bytes: Buffer): Record<string, unknown> {
    const fields = this.#fieldsOf(name);
    const message: Record<string, unknown> = {};
    for (const { name: member, kind, scalar } of fields) {
      message[member] = kind === "repeated" ? [] : kind === "map" ? {} : scalar && SCALARS[scalar].zero;
    }
    const reader = new Reader(bytes);
    while (!reader.isAtEnd) {
      const tag = reader.varint();
      const field = fields.find((candidate) => candidate.tag === tag);
      if (field) this.#read(reader, field, message);
      else reader.skip(tag % 8);
    }
    return message;
  }

  #write(writer: Writer, { tag, scalar, message }: Field, value: unknown): void {
    writer.varint(tag);
    if (scalar === "string") writer.lengthAndText(value as string);
    else if (scalar === "bytes") writer.lengthAndBytes(value as Uint8Array);
    else if (scalar) writer.varint(Number(value));
    else writer.lengthAndBytes(value instanceof Uint8Array ? value : this.encode(message, value as object));
  }

  #read(reader: Reader, { name, kind, scalar, message: type }: Field, message: Record<string, unknown>): void {
    const value = scalar ? reader.scalar(scalar) : this.decode(type, reader.bytes());
    if (kind === "repeated") (message[name] as unknown[]).push(value);
    else if (kind === "map") {
      const { key, value: item } = value as { readonly key: string; readonly value: unknown };
      message[name] = Object.fromEntries([...Object.entries(message[name] as object), [key, item]]);
    } else message[name] = value;
  }

  #fieldsOf(name: string): readonly Field[] {
    const known = this.#fields.get(name);
    if (known) return known;
    const fields = Object.entries(this.#definitionOf(name)).map(([field, [number, type]]): Field => {
      const kind = typeof type === "string" ? "one" : "map" in type ? "map" : "repeated";
      const message = typeof type === "string" ? type : "map" in type ? ENTRY + type.map : type.repeated;
      const scalar = Object.hasOwn(SCALARS, message) ? (message as Scalar) : undefined;
      const tag = number * 8 + (scalar ? SCALARS[scalar].wire : WIRE.bytes);
      return { name: field, tag, kind, scalar, message, isZeroWritten: this.oneOf[name]?.includes(field) ?? false };
    });
    this.#fields.set(name, fields);
    return fields;
  }

  #definitionOf(name: string): Fields {
    if (name.startsWith(ENTRY)) return { key: [1, "string"], value: [2, name.slice(ENTRY.length)] };
    return this.definitions[name]!;
  }
}

function isZero(value: unknown): boolean {
  return value === "" || value === 0 || value === false || (value instanceof Uint8Array && value.length === 0);
}

class Writer extends ByteWriter {
  /** @param value from 0 */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) + 0x80);
    this.byte(rest);
  }

  lengthAndBytes(value: Uint8Array): void {
    this.varint(value.length);
    this.bytes(value);
  }

  lengthAndText(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.text(value, length);
  }
}

class Reader {
  #position = 0;

  constructor(private readonly buffer: Buffer) {}

  get isAtEnd(): boolean {
    return this.#position >= this.buffer.length;
  }

  scalar(scalar: Scalar): string | Buffer | number | boolean {
    if (scalar === "string") return this.bytes().toString("utf8");
    if (scalar === "bytes") return this.bytes();
    const number = this.varint();
    return scalar === "bool" ? number !== 0 : number;
  }

  /** Negative numbers, which no message has, would come as ten bytes. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 0x80) {
      const byte = this.buffer[this.#position++];
      if (byte === undefined) throw new RangeError("the message ends within a number");
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number of the message is too large");
  }

  bytes(): Buffer {
    const length = this.varint();
    const start = this.#position;
    this.#advance(length);
    return this.buffer.subarray(start, this.#position);
  }

  skip(wire: number): void {
    switch (wire) {
      case WIRE.varint:
        // The number of an unknown field may have any size.
        while ((this.buffer[this.#position] ?? 0) >= 0x80) this.#advance(1);
        return this.#advance(1);
      case WIRE.fixed64:
        return this.#advance(8);
      case WIRE.bytes:
        return void this.bytes();
      case WIRE.fixed32:
        return this.#advance(4);
    }
    throw new RangeError(`the message has an unknown wire type ${wire}`);
  }

  #advance(length: number): void {
    this.#position += length;
    if (this.#position > this.buffer.length) throw new RangeError("the message ends within a field");
  }
}
