/**
 * MessagePack without the types of values: what Terraform writes, and what it reads.
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { ByteWriter } from "./byte-writer";

const NIL = 0xc0;
const UNKNOWN_VALUE = Buffer.from([0xd4, 0, 0]);
/** First byte → bytes of the length, and of the type for extensions. */
const TEXTS = lengths(0xd9, [1, 2, 4]);
const BINARIES = lengths(0xc4, [1, 2, 4]);
const ARRAYS = lengths(0xdc, [2, 4]);
const MAPS = lengths(0xde, [2, 4]);
const EXTENSIONS = lengths(0xc7, [1, 2, 4]);
/** Extensions with a fixed length: 1, 2, 4, 8, 16. */
const FIXED_EXTENSIONS = { first: 0xd4, last: 0xd8 } as const;

function lengths(first: number, sizes: readonly number[]): ReadonlyMap<number, number> {
  return new Map(sizes.map((size, index) => [first + index, size]));
}

export class MessagePackWriter {
  readonly #writer = new ByteWriter();

  nil(): void {
    this.#writer.byte(NIL);
  }

  /** A value that is not known yet: an extension of Terraform's. */
  unknown(): void {
    this.#writer.bytes(UNKNOWN_VALUE);
  }

  bool(value: boolean): void {
    this.#writer.byte(value ? 0xc3 : 0xc2);
  }

  number(value: number): void {
    const writer = this.#writer;
    if (!Number.isSafeInteger(value)) {
      writer.byte(0xcb);
      writer.double(value);
    } else if (value >= -0x20 && value < 0x80) writer.byte(value & 0xff);
    else if (value >= 0 && value <= 0xffff_ffff) {
      writer.byte(0xce);
      writer.uint(value, 4);
    } else {
      writer.byte(0xd3);
      writer.int64(BigInt(value));
    }
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    if (length < 0x20) this.#writer.byte(0xa0 | length);
    else this.#header(0xd9, length, true);
    this.#writer.text(value, length);
  }

  bytes(value: Uint8Array): void {
    this.#header(0xc4, value.length, true);
    this.#writer.bytes(value);
  }

  /** The elements follow. */
  array(length: number): void {
    if (length < 0x10) this.#writer.byte(0x90 | length);
    else this.#header(0xdc, length, false);
  }

  /** The members follow, each as key and value. */
  map(size: number): void {
    if (size < 0x10) this.#writer.byte(0x80 | size);
    else this.#header(0xde, size, false);
  }

  finish(): Buffer {
    return this.#writer.finish();
  }

  /** @param first the first byte with the shortest length */
  #header(first: number, length: number, hasOneByte: boolean): void {
    const writer = this.#writer;
    if (hasOneByte && length <= 0xff) {
      writer.byte(first);
      return writer.byte(length);
    }
    const second = hasOneByte ? first + 1 : first;
    const isLong = length > 0xffff;
    writer.byte(isLong ? second + 1 : second);
    writer.uint(length, isLong ? 4 : 2);
  }
}

/** Reads a value's parts; the caller knows which comes next. Throws on bytes that are something else. */
export class MessagePackReader {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws Error if anything follows the value */
  end(): void {
    if (this.#position < this.#buffer.length) throw new Error("MessagePack must be one value (got more)");
  }

  /** Reads nil, if it comes next. */
  nil(): boolean {
    if (this.#peek() !== NIL) return false;
    this.#position++;
    return true;
  }

  /** The code of the extension that comes next, if one does. */
  extension(): number | undefined {
    const first = this.#peek();
    const size = EXTENSIONS.get(first);
    const isFixed = first >= FIXED_EXTENSIONS.first && first <= FIXED_EXTENSIONS.last;
    if (size === undefined && !isFixed) return undefined;
    this.#position++;
    const length = size === undefined ? 1 << (first - FIXED_EXTENSIONS.first) : this.#uint(size);
    return this.#take(1 + length).readInt8(0);
  }

  array(): number {
    const first = this.#byte();
    return (first & 0xf0) === 0x90 ? first & 0x0f : this.#length(ARRAYS, first, "an array");
  }

  map(): number {
    const first = this.#byte();
    return (first & 0xf0) === 0x80 ? first & 0x0f : this.#length(MAPS, first, "a map");
  }

  text(): string {
    const first = this.#byte();
    const length = (first & 0xe0) === 0xa0 ? first & 0x1f : this.#length(TEXTS, first, "a text");
    const start = this.#position;
    this.#take(length);
    return this.#buffer.toString("utf8", start, this.#position);
  }

  bytes(): Buffer {
    return this.#take(this.#length(BINARIES, this.#byte(), "bytes"));
  }

  /** A number, a text or a boolean. */
  scalar(): number | string | boolean {
    const first = this.#peek();
    if ((first & 0xe0) === 0xa0 || TEXTS.has(first)) return this.text();
    this.#position++;
    if (first < 0x80) return first;
    if (first >= 0xe0) return first - 0x100;
    switch (first) {
      case 0xc2:
      case 0xc3:
        return first === 0xc3;
      case 0xca:
        return this.#take(4).readFloatBE();
      case 0xcb:
        return this.#take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (first - 0xcc));
      case 0xcf:
        return Number(this.#take(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 1 << (first - 0xd0);
        return this.#take(size).readIntBE(0, size);
      }
      case 0xd3:
        return Number(this.#take(8).readBigInt64BE());
    }
    throw unexpected(first, "a number, a text or a boolean");
  }

  /** Skips a value of any kind. */
  skip(): void {
    const first = this.#peek();
    if (this.nil() || this.extension() !== undefined) return;
    if ((first & 0xf0) === 0x90 || ARRAYS.has(first)) for (let rest = this.array(); rest > 0; rest--) this.skip();
    else if ((first & 0xf0) === 0x80 || MAPS.has(first)) for (let rest = 2 * this.map(); rest > 0; rest--) this.skip();
    else if (BINARIES.has(first)) this.bytes();
    else this.scalar();
  }

  #length(sizes: ReadonlyMap<number, number>, first: number, expected: string): number {
    const size = sizes.get(first);
    if (size === undefined) throw unexpected(first, expected);
    return this.#uint(size);
  }

  #uint(size: number): number {
    return this.#take(size).readUIntBE(0, size);
  }

  #take(length: number): Buffer {
    const start = this.#position;
    this.#position += length;
    if (this.#position > this.#buffer.length) throw new Error("MessagePack must be whole (got a part)");
    return this.#buffer.subarray(start, this.#position);
  }

  #byte(): number {
    const byte = this.#peek();
    this.#position++;
    return byte;
  }

  #peek(): number {
    const byte = this.#buffer[this.#position];
    if (byte === undefined) throw new Error("MessagePack must be whole (got a part)");
    return byte;
  }
}

function unexpected(first: number, expected: string): Error {
  return new Error(`MessagePack must be ${expected} here (got the type byte 0x${first.toString(16)})`);
}
