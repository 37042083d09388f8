/**
 * Huffman-coded texts of header blocks. The code is canonical: the lengths define it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7541#appendix-B
 */
import { ConnectionError, ERROR } from "./frames";

/** Bits of the code of each byte, and of the end of a text, as base-36 digits. */
const LENGTHS =
  "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca" +
  "d67777777777777777777777878djde6f56565666577666567655677777fbeds" +
  "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn" +
  "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq" +
  "u";
const END_OF_TEXT = 256;
const MAX_LENGTH = 30;

interface Code {
  /** The symbols, ordered by their codes. */
  readonly symbols: readonly number[];
  /** Length → the first code, how many have this length, and the index of the first one's symbol. */
  readonly lengths: readonly { readonly first: number; readonly count: number; readonly index: number }[];
}

let cached: Code | undefined;

function code(): Code {
  if (cached) return cached;
  const ofLength: number[][] = Array.from({ length: MAX_LENGTH + 1 }, () => []);
  [...LENGTHS].forEach((digit, symbol) => ofLength[parseInt(digit, 36)]!.push(symbol));
  let first = 0;
  let index = 0;
  const lengths = ofLength.map(({ length: count }) => {
    const entry = { first, count, index };
    first = (first + count) << 1;
    index += count;
    return entry;
  });
  return (cached = { symbols: ofLength.flat(), lengths });
}

/** @throws ConnectionError for bits that are no code */
export function decodeHuffman(bytes: Uint8Array): string {
  const { symbols, lengths } = code();
  let text = "";
  let bits = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let shift = 7; shift >= 0; shift--) {
      bits = (bits << 1) | ((byte >> shift) & 1);
      const entry = lengths[++length];
      if (!entry) throw new ConnectionError(ERROR.compression, "a Huffman code is not known");
      const offset = bits - entry.first;
      if (offset >= entry.count) continue;
      const symbol = symbols[entry.index + offset]!;
      if (symbol === END_OF_TEXT) throw new ConnectionError(ERROR.compression, "a Huffman code ends the text early");
      text += String.fromCharCode(symbol);
      bits = length = 0;
    }
  }
  // The last byte is padded with ones, the beginning of the longest code.
  if (length > 7 || bits !== (1 << length) - 1)
    throw new ConnectionError(ERROR.compression, "a Huffman code is cut off");
  return text;
}
