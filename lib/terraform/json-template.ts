import { Fn, Token, Tokenization } from "cdktf";

/**
 * A JSON document as the value of a Terraform string argument. Keys are sorted and `< > &` are escaped as by Go's
 * encoder, in whose form providers read it back: any other form is a change in every plan. Tokens may be anywhere;
 * Terraform encodes them. A single word in `${…}` is one of CI's wildcards, such as `${RunId}`, and reaches the cloud
 * unchanged; a longer text in `${…}` is a Terraform expression.
 *
 * cdktf's own `Fn.jsonencode` does not do this: it keeps the order of keys and fails on quotes and backslashes.
 */
export function jsonTemplate(value: unknown): string {
  if (typeof value === "string") return stringTemplate(value);
  if (Token.isUnresolved(value)) return Fn.jsonencode(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonTemplate(item)).join(",")}]`;
  if (typeof value === "object" && value !== null) return objectTemplate(value);
  return JSON.stringify(value);
}

function objectTemplate(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${literal(JSON.stringify(key))}:${jsonTemplate(member)}`);
  return `{${members.join(",")}}`;
}

function stringTemplate(value: string): string {
  if (!Token.isUnresolved(value)) return literal(JSON.stringify(value));
  const parts = partsOf(value);
  if (parts.length === 1) return Fn.jsonencode(value);
  const inner = parts.map((part) =>
    Token.isUnresolved(part) ? withoutQuotes(Fn.jsonencode(part)) : literal(JSON.stringify(part).slice(1, -1)),
  );
  return `"${inner.join("")}"`;
}

/** Splits a text into its tokens and the texts between them. */
function partsOf(value: string): string[] {
  const joined: unknown = Tokenization.reverseString(value).join({
    join: (left: string | string[], right: string) => [left, right].flat(),
  });
  return [joined as string | string[]].flat();
}

function withoutQuotes(json: string): string {
  const quote = Fn.rawString('"');
  return Fn.trimsuffix(Fn.trimprefix(json, quote), quote);
}

function literal(json: string): string {
  return json
    .replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/\$(?=\{\w+\})|%(?=\{)/g, "$&$&");
}
