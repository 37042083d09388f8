/** The only XML reader of the project: a strict check first, then fast-xml-parser. */
import type * as FastXmlParser from "fast-xml-parser";
import { XmlError } from "./xml-error";
import { checkWellFormed, MAX_DEPTH } from "./xml-syntax";
import type { XmlLimits } from "./xml-syntax";
import { TextSource } from "./xml-text";

/** The parser's `preserveOrder` form: an object with one key, which is the name of the element or `#text`. */
export interface XmlNode {
  readonly [key: string]: XmlNode[] | string;
}

/** Key of text. `#` cannot begin an XML name. */
export const TEXT_KEY = "#text";

/** A document, or a text with several roots that is well-formed otherwise. */
export interface XmlDocument {
  /** Names of the top-level elements, at least one. */
  readonly roots: readonly string[];
  readonly nodes: readonly XmlNode[];
}

/**
 * The elements and texts of a document. Attributes, comments and processing instructions are checked and left out.
 * Texts are as XML defines them: line ends are line feeds, references are resolved, CDATA sections are part of the
 * text.
 *
 * @throws XmlError if the text is not well-formed, has a DOCTYPE, or exceeds a limit
 */
export function readXml(xml: string, limits: XmlLimits = {}): XmlDocument {
  const { roots, cuts } = checkWellFormed(xml, limits);
  try {
    return { roots, nodes: parser().parse(texts.begin(xml, cuts)) as XmlNode[] };
  } catch (error) {
    if (error instanceof XmlError) throw error;
    throw new XmlError("The XML cannot be parsed", { cause: error });
  }
}

/** Name of the element for a key other than `#text`. */
export function elementName(key: string): string {
  return key.charCodeAt(0) === 0 ? key.slice(1) : key;
}

const texts = new TextSource();
let cachedParser: FastXmlParser.XMLParser | undefined;

/** Loaded with the first document: it is the largest part of the bundle, and JSON callbacks do not need it. */
function parser(): FastXmlParser.XMLParser {
  if (cachedParser) return cachedParser;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { XMLParser } = require("fast-xml-parser") as typeof FastXmlParser;
  return (cachedParser = new XMLParser({
    preserveOrder: true,
    jPath: false, // otherwise the parser builds a path string for every tag
    parseTagValue: false, // otherwise the id 0123 becomes the number 123
    trimValues: false, // otherwise object keys lose blanks at their ends
    ignoreAttributes: true,
    maxNestedTags: MAX_DEPTH,
    entityDecoder: texts,
    onDangerousProperty: (name) => name, // otherwise the tag toString is renamed
    transformTagName: guardName,
  }));
}

/** The parser throws on tags with these names, but callbacks may contain them like any other name. */
function guardName(name: string): string {
  if (name === "__proto__") throw new XmlError('No field may be called "__proto__"');
  return name === "constructor" || name === "prototype" ? `\0${name}` : name;
}
