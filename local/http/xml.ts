/** XML for servers: an invalid body causes the service's documented error. */
import { buildXml as build, parseXml as parse, XmlError } from "../../api/xml";
import { invalidContent, missingContent } from "./errors";

/** Content of an XML element: text, or children by name; a repeated child is a list. */
export type XmlValue = string | XmlElement | readonly (string | XmlElement)[];
export interface XmlElement {
  readonly [name: string]: XmlValue | undefined;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The children of a request body's root element, which must have the name `root`. */
export function parseXml(body: Uint8Array, root: string): XmlElement {
  const text = Buffer.from(body).toString("utf8");
  if (text.trim() === "") throw missingContent(`the body must be XML with the root <${root}> (got an empty body)`);
  try {
    return parse(text, root);
  } catch (error) {
    if (error instanceof XmlError) throw invalidContent(error.message);
    throw error;
  }
}

/** An XML document. Undefined members are left out; empty text becomes an empty element. */
export function buildXml(root: string, content: XmlValue, options: { declaration?: boolean } = {}): string {
  return (options.declaration ? DECLARATION : "") + build(root, content);
}

/** The text of a child; `undefined` if it is empty or missing. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  const value = parent[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** The children of a child element; none if it is missing or empty. */
export function childOf(parent: XmlElement, name: string): XmlElement {
  const value = parent[name];
  return typeof value === "object" && !Array.isArray(value) ? (value as XmlElement) : {};
}
