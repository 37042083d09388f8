import { ConfigurationError } from "./errors";

/** @throws ConfigurationError with the name of the number */
export function wholeNumber(text: string, what: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  throw new ConfigurationError(`${what} must be a whole number from ${least} to ${most} (got ${JSON.stringify(text)})`);
}
