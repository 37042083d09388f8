/**
 * A checksum inside each stored object. A GET may return nothing, an error document, a part or another object, all with
 * a success status. A process that trusts such content could overwrite or delete the real object.
 *
 * A sealed text is one line of JSON. Its last member is the SHA-256 of everything before that member and of the bytes
 * after the line. It remains JSON: `head -n 1` reads it.
 */
import { digest } from "../../../api/digest";
import { CallbackError } from "../../errors";

/**
 * The content that was read is not the content that was written. Repeat the read, and base no action on this one.
 */
export class UnreadableError extends CallbackError {
  static override readonly name: string = "UnreadableError";
}

const MEMBER = ',"sha256":"';
const HEX = 64;
const SHOWN_CHARS = 100;

/** Matches a line that contains a checksum, even if the member's name is damaged. */
const ENDS_SEALED = /[\da-f]{64}"\}$/;

/** The sealed line of an object, and of the bytes that follow it, if any. The line does not end with a newline. */
export function sealed(head: object, body: string | Uint8Array = ""): string {
  const text = JSON.stringify(head).slice(0, -1);
  return `${text}${MEMBER}${checksum(text, body)}"}`;
}

/**
 * The object of a sealed line. A line without a checksum comes from the first version of this library and is accepted.
 *
 * @throws UnreadableError
 */
export function unsealed(line: string, body: string | Uint8Array = ""): Readonly<Record<string, unknown>> {
  const at = line.length - MEMBER.length - HEX - '"}'.length;
  if (at > 0 && line.startsWith(MEMBER, at) && line.endsWith('"}')) {
    const text = line.slice(0, at);
    if (checksum(text, body) === line.slice(at + MEMBER.length, -2)) return parsed(`${text}}`);
  } else {
    if (!ENDS_SEALED.test(line)) return parsed(line);
  }
  throw new UnreadableError("The checksum must fit the content (got another one)");
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // falls through to the rule
  }
  throw new UnreadableError(
    `The content must begin with a JSON object (got ${JSON.stringify(text.slice(0, SHOWN_CHARS))})`,
  );
}

function checksum(text: string, body: string | Uint8Array): string {
  if (body.length === 0) return digest("sha256", text, "hex");
  // Neither JSON text contains the newline, so no byte can move from one part to the other.
  const content = typeof body === "string" ? `${text}\n${body}` : Buffer.concat([Buffer.from(`${text}\n`), body]);
  return digest("sha256", content, "hex");
}
