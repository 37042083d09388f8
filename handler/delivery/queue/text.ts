/**
 * Unwraps the text of a message. No page describes how CI writes to a queue, so the usual forms are accepted: the text
 * itself, and CMQ's form for subscribers, a JSON object with the text in `msgBody`. Either may be Base64.
 *
 * @returns `undefined` if there is no text
 * @see https://cloud.tencent.com/document/product/1496/65109 CMQ's form for subscribers
 */
export function unwrapText(value: unknown): string | undefined {
  // A trigger that parses JSON-like text passes the object.
  const message = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
  if (typeof message !== "string") return undefined;
  const text = decoded(message);
  if (!text.includes(WRAPPED)) return text;
  try {
    const { msgBody } = JSON.parse(text) as { readonly msgBody?: unknown };
    return typeof msgBody === "string" ? decoded(msgBody) : text;
  } catch {
    return text; // the callback parser reports the error
  }
}

/** CI's callbacks have no such member. */
const WRAPPED = '"msgBody"';

/** Base64. Every callback contains a character outside Base64: it begins with `{` or `<`. */
const BASE64 = /^[A-Za-z\d+/\r\n]+={0,2}\s*$/;

function decoded(text: string): string {
  return BASE64.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
}
