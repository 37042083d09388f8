import { CallbackParseError } from "../errors";
import { checkNesting, dropTrailingCommas, quoteNumbers } from "./json-text";
import type { Shape } from "./shape";
import { isWellFormed } from "./text";
import type { Fields, Value } from "./value";
import { checkDepth, checkName, isBlank, isFields, shapeText } from "./value";

/** A JSON body, and on demand the same body with numbers as the text that was sent. */
export interface JsonBody {
  /** The result of `JSON.parse`, before the check of depth and names. */
  readonly value: Record<string, unknown>;
  /** Like `value`, but numbers that JavaScript would respell (long ids, `1.10`) are strings. */
  readonly exact: () => Record<string, unknown>;
}

/** A number that `JSON.parse` may change: a fraction, an exponent, or more than 15 digits. */
const FRAGILE_NUMBER = /[:,[]\s*-?\d+(?:[.eE]|\d{15})/;

/**
 * Maximum length, in characters, of JSON whose nesting is checked after parsing: it cannot be deep enough to take long.
 */
const SHALLOW_LENGTH = 16_384;

/** The escape of NUL or of one surrogate; the other surrogate may follow. */
const SUSPECT_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/**
 * Reads a JSON body: strictly first, and if that fails again without trailing commas, because documented examples
 * have them (`…"137.479996"},]`).
 *
 * @throws CallbackParseError if both fail, or if the body is not an object
 */
export function parseJson(json: string): JsonBody {
  const isSuspect = json.includes("\\u") && SUSPECT_ESCAPE.test(json);
  if (isSuspect || json.length > SHALLOW_LENGTH) checkNesting(json);
  let source = json;
  let value = tryParse(source);
  if (value === undefined) value = tryParse((source = dropTrailingCommas(json)));
  if (value === undefined) throw new CallbackParseError("The JSON is not well-formed");
  if (isSuspect) JSON.parse(source, checkCharacters);
  if (!isFields(value)) throw new CallbackParseError("The JSON must be an object");
  return { value, exact: () => (FRAGILE_NUMBER.test(source) ? (JSON.parse(quoteNumbers(source)) as Fields) : value) };
}

/**
 * Converts a parsed JSON value to the form of the equivalent XML: leaves as text, lists where the shape has lists.
 * Changes the argument in place where possible; the caller must not use it afterwards.
 */
export function shapeJson(value: unknown, shape: Shape | undefined, depth = 0): Value {
  if (typeof value === "string") return shapeText(value, shape);
  if (typeof value === "number" || typeof value === "boolean") return shapeText(String(value), shape);
  if (value === null || value === undefined) return shapeText("", shape);
  checkDepth(depth);
  if (!Array.isArray(value)) return shapeObject(value as Record<string, unknown>, shape, depth);
  const items = value.map((item) => shapeJson(item, shape, depth + 1));
  // If the shape has no list here, a list of one item corresponds to a single XML element.
  return shape !== undefined && items.length === 1 ? items[0]! : items;
}

/** Refuses what `shapeJson` refuses, for a body that is kept unchanged. */
export function checkTree(value: unknown, depth = 0): void {
  if (value === null || typeof value !== "object") return;
  checkDepth(depth);
  for (const [name, member] of Object.entries(value)) {
    checkName(name);
    checkTree(member, depth + 1);
  }
}

function shapeObject(value: Record<string, unknown>, shape: Shape | undefined, depth: number): Value {
  const fieldsShape = shape?.kind === "fields" ? shape : undefined;
  if (isEmpty(value)) return shapeText("", shape);
  const out = value as Fields;
  for (const name of Object.keys(value)) {
    checkName(name);
    const member = value[name];
    const field = fieldsShape?.fields[name];
    const shaped = field?.kind === "list" ? shapeList(member, field.item, depth) : shapeJson(member, field, depth + 1);
    if (Array.isArray(shaped) && shaped.length === 0) delete out[name];
    else out[name] = shaped;
  }
  if (fieldsShape) for (const name of fieldsShape.lists) out[name] ??= [];
  return out;
}

function shapeList(value: unknown, item: Shape, depth: number): Value[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const isNothing = (value: unknown): boolean =>
    isEmpty(value) || (item.kind === "fields" && typeof value === "string" && isBlank(value));
  return items.filter((value) => !isNothing(value)).map((one) => shapeJson(one, item, depth + 2));
}

/** XML writes this as an empty element. It has no form for an empty list, so a list does not count as a member. */
function isEmpty(value: unknown): boolean {
  if (value === "") return true;
  if (value === null) return true;
  if (!isFields(value)) return false;
  for (const name in value) {
    const member = value[name];
    if (!Array.isArray(member) || member.length > 0) return false;
  }
  return true;
}

function checkCharacters(name: string, value: unknown): unknown {
  for (const part of [name, value]) {
    if (typeof part === "string" && (part.includes("\0") || !isWellFormed(part))) {
      throw new CallbackParseError("The JSON contains NUL or a lone surrogate");
    }
  }
  return value;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined; // V8's message quotes the body, which must not reach a log or an answer
  }
}
