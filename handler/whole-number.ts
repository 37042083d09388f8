import { ConfigurationError } from "./errors";

/** @throws ConfigurationError with the name of the number */
export function wholeNumber(text: string, name: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value >= min && value <= max) return value;
  throw new ConfigurationError(`${name} must be a whole number from ${min} to ${max} (got ${JSON.stringify(text)})`);
}
