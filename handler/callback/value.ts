import { TEXT_KEY } from "../../api/xml-reader";
import { MAX_DEPTH } from "../../api/xml-syntax";
import { CallbackParseError } from "../errors";
import type { FieldsShape, Shape } from "./shape";

/** The parts of a body, independent of its format: text, lists and named fields. */
export type Value = string | Value[] | Fields;

/** Fields with the vendor's names. Text beside or instead of expected fields is under `#text`. */
export interface Fields {
  [name: string]: Value;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const BLANK = /^[ \t\r\n]*$/;

/** Only the white space of XML. Other blank characters may be names: U+3000 is a name character. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/** A container with all its lists, so that an absent list is an empty array. */
export function emptyFields(shape: FieldsShape | undefined): Fields {
  const out: Fields = {};
  if (shape) for (const name of shape.lists) out[name] = [];
  return out;
}

/** Converts the text of an element or JSON string to the form of its shape. */
export function shapeText(content: string, shape: Shape | undefined): Value {
  if (shape?.kind !== "fields") return content;
  const out = emptyFields(shape);
  if (!isBlank(content)) out[TEXT_KEY] = content;
  return out;
}

/** Refuses the only key that JavaScript does not treat as data. */
export function checkName(name: string): void {
  if (name === "__proto__") throw new CallbackParseError('No field may be called "__proto__"');
}

/** Refuses nesting that no callback has. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new CallbackParseError(`Fields must nest at most ${MAX_DEPTH} deep`);
}
