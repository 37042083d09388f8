import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "./errors";

/**
 * True if `value` is set and known at synthesis: only then can it be checked. Tokens and raw Terraform expressions
 * such as `${var.bucket}` are not known.
 */
export function isKnown<T>(value: T | undefined): value is T {
  if (value === undefined || Token.isUnresolved(value)) return false;
  return typeof value !== "string" || !value.includes("${");
}

/** Refuses a missing value, which JavaScript callers can pass. */
export function checkPresent(scope: IConstruct, subject: string, value: unknown): void {
  if (value === undefined || value === null) throw new ValidationError(`${subject} must be given (got none)`, scope);
}

/** Refuses a number that is not whole, out of range, or not a multiple of `step`. */
export function checkInteger(
  scope: IConstruct,
  subject: string,
  value: number | undefined,
  { min, max, step = 1, unit = "" }: { min: number; max: number; step?: number; unit?: string },
): void {
  if (!isKnown(value) || (Number.isInteger(value) && value >= min && value <= max && value % step === 0)) return;
  const kind = step === 1 ? "a whole number" : `a multiple of ${step}`;
  const suffix = unit && ` ${unit}`;
  throw new ValidationError(`${subject} must be ${kind} from ${min} to ${max}${suffix} (got ${value})`, scope);
}

/** Refuses a text that does not match. `rule` completes "must …". */
export function checkText(
  scope: IConstruct,
  subject: string,
  value: string | undefined,
  pattern: RegExp,
  rule: string,
): void {
  if (!isKnown(value) || pattern.test(value)) return;
  throw new ValidationError(`${subject} must ${rule} (got ${JSON.stringify(value)})`, scope);
}

/** Refuses a value outside the allowed ones, which JavaScript callers and casts can pass. */
export function checkOneOf(
  scope: IConstruct,
  subject: string,
  value: string | undefined,
  allowed: readonly string[],
): void {
  if (!isKnown(value) || allowed.includes(value)) return;
  throw new ValidationError(`${subject} must be one of ${allowed.join(", ")} (got ${JSON.stringify(value)})`, scope);
}
