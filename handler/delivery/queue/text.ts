/**
 * Text of a message as what it wraps. No page says how CI writes into a queue, so what a source suggests for any queue is
 * taken: the text itself, and CMQ's form for subscribers, a JSON object with the text in `msgBody`. Either may be Base64.
 *
 * @returns `undefined` for what is no text
 * @see https://cloud.tencent.com/document/product/1496/65109 CMQ's form for subscribers
 */
export function unwrapped(value: unknown): string | undefined {
  // A trigger that parses what looks like JSON hands over the object.
  const given = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
  if (typeof given !== "string") return undefined;
  const text = decoded(given);
  if (!text.includes(WRAPPED)) return text;
  try {
    const { msgBody } = JSON.parse(text) as { readonly msgBody?: unknown };
    return typeof msgBody === "string" ? decoded(msgBody) : text;
  } catch {
    return text; // the reader of callbacks says what is wrong with it
  }
}

/** Callbacks of CI have no such member. */
const WRAPPED = '"msgBody"';

/** Base64. Every callback has a character that Base64 has not: it begins with `{` or `<`. */
const BASE64 = /^[A-Za-z\d+/\r\n]+={0,2}\s*$/;

function decoded(text: string): string {
  return BASE64.test(text) ? Buffer.from(text, "base64").toString("utf8") : text;
}
