/** Parses requests of the page. Nothing in them is trusted. */

/** The fields of a request. */
export type Fields = Readonly<Record<string, unknown>>;

/** An invalid request; the message is sent to the caller. */
export class InputError extends Error {
  override readonly name = "InputError";

  /** @param code key of the page's own text for it; without one, the page shows the message */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Error for a callback that the inspector does not know, or that was dropped for newer ones. */
export const notKept = (id: string): InputError =>
  new InputError(`callback ${id.slice(0, 100)} is no longer kept`, "notKept");

/** @throws InputError unless the body is a JSON object */
export function readFields(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // not JSON: refused below
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InputError("the body must be a JSON object");
}

/** A text that is not empty. */
export function string(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new InputError(`${name} must be a text (got ${describe(value)})`);
}

/** COS accepts no longer key. */
const MAX_KEY_BYTES = 850;

/** A key of an object. */
export function keyIn(fields: Fields): string {
  const key = string(fields, "key");
  const bytes = Buffer.byteLength(key);
  if (bytes <= MAX_KEY_BYTES) return key;
  throw new InputError(`key must be at most ${MAX_KEY_BYTES} bytes (got ${bytes})`);
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new InputError(`${name} must be true or false (got ${describe(value)})`);
}

/** An integer; `fallback` if the field is missing. */
export function number(fields: Fields, name: string, fallback: number, minimum: number, maximum: number): number {
  const value = fields[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new InputError(`${name} must be a whole number from ${minimum} to ${maximum} (got ${describe(value)})`);
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = fields[name];
  if (allowed.includes(value as T)) return value as T;
  throw new InputError(`${name} must be one of ${allowed.join(", ")} (got ${describe(value)})`);
}

function describe(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 100);
}
