import { Buffer, isUtf8 } from "node:buffer";
import { CallbackParseError, CallbackTooLargeError } from "../errors";

/** One surrogate without its partner; with the `u` flag, whole pairs do not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The text of a body. Throws if it is longer than `maxBytes` or not UTF-8.
 *
 * @throws CallbackTooLargeError before any other check
 * @throws CallbackParseError
 */
export function bodyText(body: string | Uint8Array, maxBytes: number): string {
  const bytes = typeof body === "string" ? byteLength(body, maxBytes) : body.byteLength;
  if (bytes > maxBytes) throw new CallbackTooLargeError(bytes, maxBytes);
  if (typeof body === "string" ? !isWellFormed(body) : !isUtf8(body)) {
    throw new CallbackParseError("The body is not valid UTF-8");
  }
  return typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

/** Whether every surrogate has its partner. `String.prototype.isWellFormed` is missing before Node 20. */
export function isWellFormed(text: string): boolean {
  const native = (text as { isWellFormed?: () => boolean }).isWellFormed;
  return native ? native.call(text) : !LONE_SURROGATE.test(text);
}

/**
 * Length in UTF-8. If the number of characters already exceeds the limit, bytes are not counted, so that a huge
 * body causes no work.
 */
function byteLength(text: string, maxBytes: number): number {
  return text.length > maxBytes ? text.length : Buffer.byteLength(text);
}
