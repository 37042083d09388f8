import { visible } from "../api/visible";

/** Levels, from the lowest to the highest severity. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** Lines below this level are not written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes one line of JSON per call. Values of fields such as `userData`, and the callback secret, are not written. */
export type Log = {
  readonly [Level in LogLevel]: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
};

/** Names, in lower case, of fields with personal data or credentials. */
const REDACTED_NAMES: ReadonlySet<string> = new Set([
  ...["userdata", "cosheaders", "cos_headers", "authorization", "secretid", "secretkey", "sessiontoken", "token"],
]);
const REDACTED = "[redacted]";

/**
 * Creates a log that writes to standard output, which SCF collects.
 *
 * @param secrets texts that are replaced wherever they occur
 * @param base fields of every line
 */
export function createLog(
  level: LogLevel,
  secrets: readonly string[],
  base: Readonly<Record<string, unknown>> = {},
): Log {
  const minIndex = LOG_LEVELS.indexOf(level);
  const writer = (name: LogLevel) => {
    if (LOG_LEVELS.indexOf(name) < minIndex) return silent;
    return (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      const head = { time: timestamp(new Date()), level: name, message };
      let line = stringify(head, base, fields);
      for (const secret of secrets) if (line.includes(secret)) line = line.replaceAll(secret, REDACTED);
      // Not console.log: loading console costs as much as loading the XML parser.
      process.stdout.write(`${visible(line)}\n`);
    };
  };
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}

const silent = (): void => {};

/** ISO 8601. Not toISOString: its first call takes a millisecond, a twentieth of a cold start. */
function timestamp(now: Date): string {
  const twoDigits = (part: number): string => String(part).padStart(2, "0");
  const date = `${now.getUTCFullYear()}-${twoDigits(now.getUTCMonth() + 1)}-${twoDigits(now.getUTCDate())}`;
  const time = `${twoDigits(now.getUTCHours())}:${twoDigits(now.getUTCMinutes())}:${twoDigits(now.getUTCSeconds())}`;
  return `${date}T${time}.${String(now.getUTCMilliseconds()).padStart(3, "0")}Z`;
}

function stringify(head: object, ...rest: object[]): string {
  const record: Record<string, unknown> = { ...head };
  try {
    for (const part of rest) copyMembers(part, record, []);
    return JSON.stringify(record);
  } catch (error) {
    // A getter or toJSON of user code may throw; the line must still be written.
    return JSON.stringify({ ...head, unwritable: String(error) });
  }
}

/** A JSON-safe copy without the hidden values. A walk costs half of what a replacer function costs. */
function jsonSafe(value: unknown, parents: object[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (parents.includes(value)) return "[circular]";
  parents.push(value);
  const copy = copyOf(value, parents);
  parents.pop();
  return copy;
}

function copyOf(value: object, parents: object[]): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonSafe(item, parents));
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { name, message, stack, cause: jsonSafe(cause, parents) };
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return value; // dates, buffers
  return copyMembers(value, {}, parents);
}

/** A field must not replace a fixed one of the line: `message` becomes `message_`. */
function copyMembers(from: object, to: Record<string, unknown>, parents: object[]): Record<string, unknown> {
  for (const name of Object.keys(from)) {
    const redacted = REDACTED_NAMES.has(name.toLowerCase());
    to[Object.hasOwn(to, name) ? `${name}_` : name] = redacted
      ? REDACTED
      : jsonSafe((from as Record<string, unknown>)[name], parents);
  }
  return to;
}
