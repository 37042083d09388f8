/** XML as CI and COS use it: elements and text, no attributes; a repeated element is a list. */
import type * as FastXmlParser from "fast-xml-parser";
import { checkWellFormed, XmlError } from "./well-formed";

export { XmlError };

/** Text, children by name, or a repeated element. */
export type XmlValue = string | XmlElement | readonly (string | XmlElement)[];
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

/** What goes into a request; `undefined` members are left out, numbers and booleans become text. */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

/** Larger answers are refused. The largest real ones, pages of 100 jobs, stay well below. */
export const MAX_XML_CHARS = 8_000_000;
const MAX_NESTED_TAGS = 64;

/** Names without namespace prefix, in letters of any script. */
const ELEMENT_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u;
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True for a name that `buildXml` can write as an element. */
export const isElementName = (name: string): boolean => ELEMENT_NAME.test(name);

/**
 * An XML document with elements in the order of the members of `content`.
 *
 * @throws XmlError for a name or a character that XML cannot hold
 */
export function buildXml(root: string, content: XmlContent): string {
  return element(root, content);
}

/**
 * The content of a document's root element. Elements whose name is in `lists` are arrays however often they occur.
 *
 * @throws XmlError when the text is not one complete document with this root
 */
export function parseXml(text: string, root: string, lists: readonly string[] = []): XmlElement {
  if (text.length > MAX_XML_CHARS)
    throw new XmlError(`XML must be at most ${MAX_XML_CHARS} characters (got ${text.length})`);
  // The parser alone takes a document that was cut off for a smaller, well-looking one.
  const { roots } = checkWellFormed(text.trimStart());
  if (roots.length !== 1 || roots[0] !== root) {
    const got = roots.map((name) => `<${name}>`).join(" ") || "none";
    throw new XmlError(`XML must have the root <${root}> (got ${got})`);
  }
  const { XMLParser } = library();
  const parser = new XMLParser({
    preserveOrder: true,
    jPath: false, // or a path string is built for every tag
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false, // or the id 0123 becomes the number 123
    trimValues: false, // or object keys lose blanks at their ends
    maxNestedTags: MAX_NESTED_TAGS,
    entityDecoder: REFERENCES, // the built-in one leaves numeric references alone
  });
  const document = parse(parser, text).find((node) => root in node);
  const content = contentOf(document![root] as XmlNode[], new Set(lists));
  return isElement(content) ? content : {};
}

/** Text of a child; "" when it is missing, empty or not text. */
export function textOf(parent: XmlElement, name: string): string {
  const value = parent[name];
  return typeof value === "string" ? value : "";
}

/** A child that has children itself; without members when it is missing or empty. */
export function childOf(parent: XmlElement, name: string): XmlElement {
  const value = parent[name];
  return value !== undefined && isElement(value) ? value : {};
}

/** Every child of that name that has children itself. */
export function childrenOf(parent: XmlElement, name: string): readonly XmlElement[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).filter(isElement);
}

/** Texts of every child of that name. */
export function textsOf(parent: XmlElement, name: string): readonly string[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).filter((item): item is string => typeof item === "string");
}

export function isElement(value: XmlValue): value is XmlElement {
  return typeof value === "object" && !isList(value);
}

/** The parser's form: an object with one member, which is the name of the element, or `#text`. */
interface XmlNode {
  readonly [name: string]: readonly XmlNode[] | string;
}

function isList(value: XmlValue): value is readonly (string | XmlElement)[] {
  return Array.isArray(value);
}

/** Loaded with the first answer: a function that never calls the API does not pay for it. */
function library(): typeof FastXmlParser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("fast-xml-parser") as typeof FastXmlParser;
}

function parse(parser: FastXmlParser.XMLParser, text: string): readonly XmlNode[] {
  try {
    return parser.parse(text) as XmlNode[];
  } catch (error) {
    if (error instanceof XmlError) throw error;
    throw new XmlError("XML cannot be parsed", { cause: error });
  }
}

/** Text, or children by name; blanks between elements are dropped. */
function contentOf(nodes: readonly XmlNode[], lists: ReadonlySet<string>): string | XmlElement {
  const children = new Map<string, (string | XmlElement)[]>();
  let text = "";
  for (const node of nodes) {
    for (const [name, content] of Object.entries(node)) {
      if (typeof content === "string") {
        text += content;
      } else {
        const same = children.get(name) ?? [];
        same.push(contentOf(content, lists));
        children.set(name, same);
      }
    }
  }
  if (children.size === 0) return text;
  return Object.fromEntries(
    [...children].map(([name, all]) => [name, all.length > 1 || lists.has(name) ? all : all[0]!]),
  );
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return (content as readonly XmlContent[]).map((item) => element(name, item)).join("");
  if (!isElementName(name))
    throw new XmlError(`XML element names are letters, digits, "_", "-" and "." (got "${name}")`);
  if (content === "") return `<${name}/>`;
  const inner =
    typeof content === "object"
      ? Object.entries(content)
          .map(([child, value]) => element(child, value))
          .join("")
      : escape(name, String(content));
  return `<${name}>${inner}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

function escape(name: string, text: string): string {
  if (FORBIDDEN.test(text)) throw new XmlError(`XML cannot hold a control character (in <${name}>)`);
  return text.replace(/[&<>\r]/g, (char) => ESCAPES[char]!);
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The five named references of XML and the numeric ones. */
const REFERENCES = {
  decode: (text: string): string => text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{1,32}));/gi, reference),
  reset(): void {},
  setExternalEntities(): void {},
  addInputEntities(): void {},
  setXmlVersion(): void {},
};

function reference(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole;
  const code = hex !== undefined ? parseInt(hex, 16) : Number(decimal);
  if (code > 0x10ffff) throw new XmlError(`XML has a reference to no character (got ${whole})`);
  return String.fromCodePoint(code);
}
