/** XML as CI and COS use it: elements and text without attributes; a repeated element is a list. */
import { XmlError } from "./xml-error";
import { elementName, readXml, TEXT_KEY } from "./xml-reader";
import type { XmlNode } from "./xml-reader";

export { XmlError } from "./xml-error";

/** A text, children by name, or a repeated element. */
export type XmlValue = string | XmlElement | readonly (string | XmlElement)[];
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

/** Content of a request. `undefined` members are left out; numbers and booleans become text. */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

/** Larger answers are refused. The largest real answers, pages of 100 jobs, are far smaller. */
export const MAX_XML_CHARS = 8_000_000;

/** Names without namespace prefix, in letters of any script. */
const ELEMENT_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u;
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True for a name that `buildXml` can write as an element. */
export const isElementName = (name: string): boolean => ELEMENT_NAME.test(name);

/**
 * Builds an XML document. Its elements have the order of the members of `content`.
 *
 * @throws XmlError for a name or a character that XML does not allow
 */
export function buildXml(root: string, content: XmlContent): string {
  return element(root, content);
}

/**
 * The content of a document's root element, read as strictly as a callback. Elements with a name in `lists` are always
 * arrays; text beside elements is dropped.
 *
 * @throws XmlError if the text is not one complete document with this root
 */
export function parseXml(text: string, root: string, lists: readonly string[] = []): XmlElement {
  if (text.length > MAX_XML_CHARS)
    throw new XmlError(`XML must be at most ${MAX_XML_CHARS} characters (got ${text.length})`);
  const { roots, nodes } = readXml(text);
  if (roots.length !== 1 || roots[0] !== root) {
    throw new XmlError(`XML must have the root <${root}> (got ${roots.map((name) => `<${name}>`).join(" ")})`);
  }
  const { [root]: content = "" } = childrenOfNodes(nodes, new Set(lists));
  return isElement(content) ? content : {};
}

/** Text, or children by name if there are any. */
function valueOf(nodes: readonly XmlNode[], lists: ReadonlySet<string>): string | XmlElement {
  const texts = nodes.map((node) => node[TEXT_KEY]);
  return texts.every((text) => typeof text === "string") ? texts.join("") : childrenOfNodes(nodes, lists);
}

function childrenOfNodes(nodes: readonly XmlNode[], lists: ReadonlySet<string>): XmlElement {
  const children = new Map<string, (string | XmlElement)[]>();
  for (const node of nodes) {
    for (const [key, content] of Object.entries(node)) {
      if (typeof content === "string") continue;
      const name = elementName(key);
      const values = children.get(name) ?? [];
      if (values.push(valueOf(content, lists)) === 1) children.set(name, values);
    }
  }
  return Object.fromEntries(
    [...children].map(([name, values]) => [name, values.length > 1 || lists.has(name) ? values : values[0]!]),
  );
}

/** Text of a child; "" if it is missing, empty or not text. */
export function textOf(parent: XmlElement, name: string): string {
  const value = parent[name];
  return typeof value === "string" ? value : "";
}

/** A child that has children; an empty object if it is missing or empty. */
export function childOf(parent: XmlElement, name: string): XmlElement {
  const value = parent[name];
  return value !== undefined && isElement(value) ? value : {};
}

/** Every child of this name that has children. */
export function childrenOf(parent: XmlElement, name: string): readonly XmlElement[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).filter(isElement);
}

/** Texts of every child of this name. */
export function textsOf(parent: XmlElement, name: string): readonly string[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).filter((item): item is string => typeof item === "string");
}

export function isElement(value: XmlValue): value is XmlElement {
  return typeof value === "object" && !isList(value);
}

function isList(value: XmlValue): value is readonly (string | XmlElement)[] {
  return Array.isArray(value);
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return (content as readonly XmlContent[]).map((item) => element(name, item)).join("");
  if (!isElementName(name))
    throw new XmlError(`XML element names are letters, digits, "_", "-" and "." (got "${name}")`);
  if (content === "") return `<${name}/>`;
  const contentXml =
    typeof content === "object"
      ? Object.entries(content)
          .map(([child, value]) => element(child, value))
          .join("")
      : escape(name, String(content));
  return `<${name}>${contentXml}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

function escape(name: string, text: string): string {
  if (FORBIDDEN.test(text)) throw new XmlError(`XML cannot hold a control character (in <${name}>)`);
  return text.replace(/[&<>\r]/g, (char) => ESCAPES[char]!);
}
