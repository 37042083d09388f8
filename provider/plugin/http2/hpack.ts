/**
 * Header blocks of HTTP/2. The decoder accepts everything that a client may send. The encoder writes without
 * compression, and the same for every call.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7541
 */
import { ConnectionError, ERROR } from "./frames";
import { decodeHuffman } from "./huffman";

export type Header = readonly [name: string, value: string];

/** RFC 7541, appendix A: entries 1 to 61. */
const STATIC_TABLE: readonly Header[] = [
  [":authority", ""],
  [":method", "GET"],
  [":method", "POST"],
  [":path", "/"],
  [":path", "/index.html"],
  [":scheme", "http"],
  [":scheme", "https"],
  ...["200", "204", "206", "304", "400", "404", "500"].map((status): Header => [":status", status]),
  ["accept-charset", ""],
  ["accept-encoding", "gzip, deflate"],
  ...(
    "accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control " +
    "content-disposition content-encoding content-language content-length content-location content-range content-type " +
    "cookie date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since " +
    "last-modified link location max-forwards proxy-authenticate proxy-authorization range referer refresh retry-after " +
    "server set-cookie strict-transport-security transfer-encoding user-agent vary via www-authenticate"
  )
    .split(" ")
    .map((name): Header => [name, ""]),
];

/** The default size of the dynamic table, which the server does not change. */
const TABLE_SIZE = 4096;
/** Added to the lengths of name and value for an entry's size (section 4.1). */
const ENTRY_OVERHEAD = 32;
/** One byte can repeat an entry of the table: without a limit, a small block could decode to gigabytes. */
const MAX_DECODED_SIZE = 1 << 18;

/** Decodes the header blocks of one connection, which must come in order. */
export class HeaderDecoder {
  /** The newest first. */
  readonly #dynamic: Header[] = [];
  #size = 0;
  #capacity = TABLE_SIZE;

  /** @throws ConnectionError for a block that is not well-formed or too large: the tables of both sides may differ now */
  decode(block: Buffer): Header[] {
    const reader = new BlockReader(block);
    const headers: Header[] = [];
    let decoded = 0;
    while (!reader.isAtEnd) {
      const first = reader.peek();
      if ((first & 0xe0) === 0x20) {
        if (headers.length > 0) throw invalid("a change of the table's size must come first");
        this.#resize(reader.integer(5));
        continue;
      }
      const header = first & 0x80 ? this.#entry(reader.integer(7)) : this.#literal(reader, first);
      decoded += sizeOf(header);
      if (decoded > MAX_DECODED_SIZE) throw invalid(`headers must be at most ${MAX_DECODED_SIZE} bytes`);
      headers.push(header);
    }
    return headers;
  }

  #literal(reader: BlockReader, first: number): Header {
    const isIndexed = (first & 0x40) !== 0;
    const index = reader.integer(isIndexed ? 6 : 4);
    const name = index === 0 ? reader.text() : this.#entry(index)[0];
    const header: Header = [name, reader.text()];
    if (isIndexed) this.#add(header);
    return header;
  }

  #entry(index: number): Header {
    const entry = STATIC_TABLE[index - 1] ?? this.#dynamic[index - 1 - STATIC_TABLE.length];
    if (!entry) throw invalid(`the table has no entry ${index}`);
    return entry;
  }

  #add(header: Header): void {
    this.#dynamic.unshift(header);
    this.#size += sizeOf(header);
    this.#evict();
  }

  #resize(capacity: number): void {
    if (capacity > TABLE_SIZE) throw invalid(`the table must be at most ${TABLE_SIZE} bytes (got ${capacity})`);
    this.#capacity = capacity;
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#capacity) this.#size -= sizeOf(this.#dynamic.pop()!);
  }
}

/** The sizes count bytes, and texts are decoded as one character per byte. */
function sizeOf([name, value]: Header): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}

function invalid(message: string): ConnectionError {
  return new ConnectionError(ERROR.compression, message);
}

class BlockReader {
  #position = 0;

  constructor(private readonly block: Buffer) {}

  get isAtEnd(): boolean {
    return this.#position >= this.block.length;
  }

  peek(): number {
    return this.block[this.#position]!;
  }

  /** An integer whose first byte has a prefix of `bits` (section 5.1). */
  integer(bits: number): number {
    const max = (1 << bits) - 1;
    let value = this.#byte() & max;
    if (value < max) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw invalid("an integer is too large");
  }

  text(): string {
    const isHuffman = this.peek() >= 0x80;
    const length = this.integer(7);
    const end = this.#position + length;
    if (end > this.block.length) throw invalid("a text exceeds its block");
    const bytes = this.block.subarray(this.#position, end);
    this.#position = end;
    return isHuffman ? decodeHuffman(bytes) : bytes.toString("latin1");
  }

  #byte(): number {
    if (this.isAtEnd) throw invalid("the block ends within a header");
    return this.block[this.#position++]!;
  }
}

/** A block of literal headers that stay out of the client's table. Texts must be ASCII. */
export function encodeHeaders(headers: readonly Header[]): Buffer {
  return Buffer.concat(headers.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of 7 bits, the first bit clear. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
