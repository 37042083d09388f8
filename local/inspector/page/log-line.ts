/** Reads lines of the handler's log, which are JSON. */

export interface ReadLine {
  readonly level: string;
  readonly message: string;
  /** The other fields; undefined for a line of another program. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export function readLine(text: string): ReadLine {
  try {
    const { level, message, ...fields } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof level === "string" && typeof message === "string") return { level, message, fields };
  } catch {
    // not JSON
  }
  return { level: "", message: "" };
}
