import { UsageError } from "./errors";

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Parses a duration such as `12h` into milliseconds.
 *
 * @param name of the option
 * @throws UsageError
 */
export function readDuration(name: string, text: string): number {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) * UNITS_MS[unit]!;
  throw new UsageError(`${name} must be a number with s, m, h or d, such as 7d (got ${JSON.stringify(text)})`);
}
