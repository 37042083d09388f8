/**
 * SHA-1 and HMAC-SHA1 of short texts, for signatures of COS. Node's `createHash` and `createHmac` create a stream for
 * each digest, which costs a busy function more than the rest of a signature. `crypto.hash` creates none, but has no
 * HMAC.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
import { digest } from "./digest";

const BLOCK = 64;
const DIGEST = 20;

type Hash = (data: string | Uint8Array) => string;

/** SHA-1, in hexadecimal. */
export const sha1: Hash = (data) => digest("sha1", data, "hex");

/** HMAC-SHA1 with a key, in hexadecimal. Key and text are encoded as UTF-8. */
export function signer(key: string): (text: string) => string {
  const keyBytes = Buffer.from(key);
  const padded = Buffer.alloc(BLOCK);
  padded.set(keyBytes.length > BLOCK ? Buffer.from(sha1(keyBytes), "hex") : keyBytes);
  const inner = Buffer.from(padded.map((byte) => byte ^ 0x36));
  const outer = Buffer.concat([padded.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST)]);
  return (text) => {
    outer.write(sha1(Buffer.concat([inner, Buffer.from(text)])), BLOCK, "hex");
    return sha1(outer);
  };
}
