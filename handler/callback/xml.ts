import type * as FastXmlParser from "fast-xml-parser";
import { CallbackParseError } from "../errors";
import { MAX_REFERENCES, TextSource } from "./texts";
import type { FieldsShape, Shape } from "./shape";
import type { Fields, Value } from "./value";
import { checkName, emptyFields, isBlank, MAX_DEPTH, shapeText, TEXT_KEY } from "./value";
import { checkWellFormed } from "./well-formed";

/** Bounds besides the size of the body. */
export interface XmlLimits {
  /** @default 256 */
  readonly maxAttributes?: number;
  /** @default 100000 */
  readonly maxReferences?: number;
}

/** The parser's `preserveOrder` form: an object with one key, which is the name of the element or `#text`. */
interface XmlNode {
  readonly [name: string]: XmlNode[] | string;
}

/** Characters that XML forbids anywhere: C0 controls but tab and line ends, and the two non-characters. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The documented roots: one, or (workflow pages since 2023) none around these two. */
const ROOTS: readonly (readonly string[])[] = [["Response"], ["EventName", "WorkflowExecution"]];

/**
 * Reads an XML body into the fields of the `<Response>` element (or of the body itself, where it has no root).
 *
 * @throws CallbackParseError when the body is damaged, hostile or has another root
 */
export function parseXml(xml: string, shape: FieldsShape, limits: XmlLimits = {}): Fields {
  const { roots, longTexts } = checkWellFormed(xml, limits.maxAttributes);
  roots.sort();
  if (!ROOTS.some((known) => known.length === roots.length && known.every((name, i) => name === roots[i]))) {
    throw new CallbackParseError(`The XML must have the root <Response> (got ${describe(roots)})`);
  }
  if (FORBIDDEN.test(xml)) throw new CallbackParseError("The XML contains a character that XML forbids");

  const short = texts.begin(xml, longTexts, limits.maxReferences ?? MAX_REFERENCES);
  let nodes: XmlNode[];
  try {
    nodes = parser().parse(short) as XmlNode[];
  } catch (error) {
    if (error instanceof CallbackParseError) throw error;
    throw new CallbackParseError("The XML cannot be parsed", { cause: error });
  }
  const root = roots.length === 1 ? nodes.find((node) => Array.isArray(node.Response))?.Response : nodes;
  return toFields(root as XmlNode[], shape);
}

const texts = new TextSource();
let cached: FastXmlParser.XMLParser | undefined;

/** Loaded when the first XML body comes: it is the largest part of the bundle, and JSON callbacks do not need it. */
function parser(): FastXmlParser.XMLParser {
  if (cached) return cached;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { XMLParser } = require("fast-xml-parser") as typeof FastXmlParser;
  return (cached = new XMLParser({
    preserveOrder: true,
    jPath: false, // or a path string is built for every tag
    parseTagValue: false, // or the id 0123 becomes the number 123
    trimValues: false, // or object keys lose blanks at their ends
    ignoreAttributes: true,
    ignoreDeclaration: true,
    maxNestedTags: MAX_DEPTH,
    entityDecoder: texts,
    onDangerousProperty: (name) => name, // or the tag toString is renamed
    transformTagName: guardName,
  }));
}

/** The parser throws on tags named like this, but to the mapping below they are names like any other. */
function guardName(name: string): string {
  checkName(name);
  return name === "constructor" || name === "prototype" ? `\0${name}` : name;
}

function toValue(nodes: XmlNode[], shape: Shape | undefined): Value {
  let content = "";
  for (const node of nodes) {
    const part = node[TEXT_KEY];
    if (part === undefined) return toFields(nodes, shape?.kind === "fields" ? shape : undefined);
    content += part as string;
  }
  return shapeText(content, shape);
}

function toFields(nodes: XmlNode[], shape: FieldsShape | undefined): Fields {
  const out = emptyFields(shape);
  let content = "";
  for (const node of nodes) {
    for (const key in node) {
      const children = node[key]!;
      if (typeof children === "string") content += children;
      else add(out, key.charCodeAt(0) === 0 ? key.slice(1) : key, children, shape);
    }
  }
  if (!isBlank(content)) out[TEXT_KEY] = content;
  return out;
}

function add(out: Fields, name: string, children: XmlNode[], shape: FieldsShape | undefined): void {
  const field = shape?.fields[name];
  if (field?.kind === "list") {
    // An empty element is how XML writes an empty list.
    if (!children.every(field.item.kind === "fields" ? isBlankText : isEmptyText))
      ((out[name] ??= []) as Value[]).push(toValue(children, field.item));
    return;
  }
  const value = toValue(children, field);
  const before = Object.hasOwn(out, name) ? out[name] : undefined;
  if (before === undefined) out[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else out[name] = [before, value];
}

function isBlankText(node: XmlNode): boolean {
  const content = node[TEXT_KEY];
  return typeof content === "string" && isBlank(content);
}

function isEmptyText(node: XmlNode): boolean {
  return node[TEXT_KEY] === "";
}

function describe(roots: readonly string[]): string {
  return roots.length === 0
    ? "no element"
    : roots
        .slice(0, 3)
        .map((name) => `<${name}>`)
        .join(" and ");
}
