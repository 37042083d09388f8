import { XmlError } from "../../api/xml-error";
import { elementName, readXml, TEXT_KEY } from "../../api/xml-reader";
import type { XmlDocument, XmlNode } from "../../api/xml-reader";
import type { XmlLimits } from "../../api/xml-syntax";
import { CallbackParseError } from "../errors";
import type { FieldsShape, Shape } from "./shape";
import type { Fields, Value } from "./value";
import { emptyFields, isBlank, shapeText } from "./value";

/** The documented roots: one, or (workflow pages since 2023) none around these two elements. */
const ROOTS: readonly (readonly string[])[] = [["Response"], ["EventName", "WorkflowExecution"]];

/**
 * Reads an XML body into the fields of the `<Response>` element (or of the body itself if it has no root).
 *
 * @throws CallbackParseError if the body is damaged, hostile or has another root
 */
export function parseXml(xml: string, shape: FieldsShape, limits: XmlLimits = {}): Fields {
  const { roots, nodes } = read(xml, limits);
  const sorted = [...roots].sort();
  if (!ROOTS.some((known) => known.length === sorted.length && known.every((name, i) => name === sorted[i]))) {
    throw new CallbackParseError(`The XML must have the root <Response> (got ${describe(roots)})`);
  }
  const root = roots.length === 1 ? nodes.find((node) => Array.isArray(node.Response))?.Response : nodes;
  return toFields(root as readonly XmlNode[], shape);
}

function read(xml: string, limits: XmlLimits): XmlDocument {
  try {
    return readXml(xml, limits);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new CallbackParseError(error.message, { cause: error.cause });
  }
}

function toValue(nodes: readonly XmlNode[], shape: Shape | undefined): Value {
  let content = "";
  for (const node of nodes) {
    const part = node[TEXT_KEY];
    if (part === undefined) return toFields(nodes, shape?.kind === "fields" ? shape : undefined);
    content += part as string;
  }
  return shapeText(content, shape);
}

function toFields(nodes: readonly XmlNode[], shape: FieldsShape | undefined): Fields {
  const out = emptyFields(shape);
  let content = "";
  for (const node of nodes) {
    for (const key in node) {
      const children = node[key]!;
      if (typeof children === "string") content += children;
      else add(out, elementName(key), children, shape);
    }
  }
  if (!isBlank(content)) out[TEXT_KEY] = content;
  return out;
}

function add(out: Fields, name: string, children: readonly XmlNode[], shape: FieldsShape | undefined): void {
  const field = shape?.fields[name];
  if (field?.kind === "list") {
    // XML writes an empty list as an empty element.
    if (!children.every(field.item.kind === "fields" ? isBlankText : isEmptyText))
      ((out[name] ??= []) as Value[]).push(toValue(children, field.item));
    return;
  }
  const value = toValue(children, field);
  const existing = Object.hasOwn(out, name) ? out[name] : undefined;
  if (existing === undefined) out[name] = value;
  else if (Array.isArray(existing)) existing.push(value);
  else out[name] = [existing, value];
}

function isBlankText(node: XmlNode): boolean {
  const content = node[TEXT_KEY];
  return typeof content === "string" && isBlank(content);
}

function isEmptyText(node: XmlNode): boolean {
  return node[TEXT_KEY] === "";
}

function describe(roots: readonly string[]): string {
  return roots
    .slice(0, 3)
    .map((name) => `<${name}>`)
    .join(" and ");
}
