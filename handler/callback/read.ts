import { CallbackParseError } from "../errors";
import type { CosHeader } from "./events";
import type { Fields, Value } from "./value";
import { isFields } from "./value";

/**
 * Text of a required field; blanks around it are removed.
 *
 * @throws CallbackParseError if it is missing, empty or occurs twice
 */
export function required(from: Fields, name: string, parentPath: string): string {
  const value = from[name];
  if (typeof value !== "string" || isMissing(value)) {
    throw new CallbackParseError(`${parentPath}.${name} must be text, once (got ${kind(value)})`);
  }
  return value.trim();
}

/**
 * Text of a field that some bodies lack; then it is `""`.
 *
 * @throws CallbackParseError if it occurs twice or contains fields, so that its value is ambiguous
 */
export function textOrEmpty(from: Fields, name: string, parentPath: string): string {
  return isMissing(from[name]) ? "" : required(from, name, parentPath);
}

export function isMissing(value: Value | undefined): boolean {
  return value === undefined || (typeof value === "string" && value.trim() === "");
}

/** Exact text of a field; `undefined` if it is missing, empty or not text. */
export function optional(from: Fields, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function fieldsOf(from: Fields, name: string): Fields | undefined {
  const value = from[name];
  return isFields(value) ? value : undefined;
}

/** Members of a list that are containers. */
export function listOf(from: Fields | undefined, name: string): Fields[] {
  const value = from?.[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function cosHeaders(from: Fields | undefined): CosHeader[] {
  return listOf(from, "CosHeaders").map((header) => ({
    key: optional(header, "Key") ?? "",
    value: optional(header, "Value") ?? "",
  }));
}

function kind(value: Value | undefined): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return "empty text";
  return Array.isArray(value) ? `${value.length} values` : "further fields";
}
