import { TEXT_KEY } from "../../api/xml-reader";
import { MAX_DEPTH } from "../../api/xml-syntax";
import { CallbackParseError } from "../errors";
import type { FieldsShape, Shape } from "./shape";

/** What a body consists of once its format is forgotten: text, lists and named fields. */
export type Value = string | Value[] | Fields;

/** Fields by the vendor's names. Text that stands beside or instead of expected fields is under `#text`. */
export interface Fields {
  [name: string]: Value;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const BLANK = /^[ \t\r\n]*$/;

/** Nothing but what XML calls white space. Object keys may look blank and be none: U+3000 is a character of a name. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** A container with its lists in place, so that an absent list reads as an empty one. */
export function emptyFields(shape: FieldsShape | undefined): Fields {
  const out: Fields = {};
  if (shape) for (const name of shape.lists) out[name] = [];
  return out;
}

/** The text of an element or JSON string, brought into the form its shape asks for. */
export function shapeText(content: string, shape: Shape | undefined): Value {
  if (shape?.kind !== "fields") return content;
  const out = emptyFields(shape);
  if (!isBlank(content)) out[TEXT_KEY] = content;
  return out;
}

/** Refuses the one key that means something else than data to JavaScript, and nesting that no callback has. */
export function checkName(name: string): void {
  if (name === "__proto__") throw new CallbackParseError('No field may be called "__proto__"');
}

export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new CallbackParseError(`Fields must nest at most ${MAX_DEPTH} deep`);
}
