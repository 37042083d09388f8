/**
 * Checks in a single pass that a text is one well-formed XML document, as https://www.w3.org/TR/xml/ defines it. The
 * check runs before the parser: fast-xml-parser accepts a body that is cut off, has crossed tags or continues after its
 * end, and returns only a part of it.
 */
import { notWellFormed, XmlError } from "./xml-error";
import { declarationEnd } from "./xml-declaration";
import { NAME_SOURCE } from "./xml-names";
import { checkCharacters, checkReferences, DROP, TEXT, VERBATIM } from "./xml-text";

/** Limits other than the size of the document. */
export interface XmlLimits {
  /**
   * Attributes in one document. Documented callbacks have none; a few namespace declarations would be harmless.
   *
   * @default 256
   */
  readonly maxAttributes?: number;
  /**
   * References in one document. No real body within the default size comes near this; a flood of `&lt;` exceeds it.
   *
   * @default 100000
   */
  readonly maxReferences?: number;
}

/** Depth of nested elements. The deepest documented callback has 9 levels. */
export const MAX_DEPTH = 64;

const MAX_ATTRIBUTES = 256;
const MAX_REFERENCES = 100_000;

/** Different element names in one document. All documented callbacks together have about 600. */
const MAX_NAMES = 2_000;

/**
 * Characters that a document must have per element, beyond the first thousand. The densest documented callbacks,
 * lists of coordinates, have 11. A flood of `<a/>`, which costs the parser half a second per MB, has 4.
 */
const MIN_CHARACTERS_PER_ELEMENT = 8;
const FREE_ELEMENTS = 1_000;

/** The longest documented name has 26 characters. */
const MAX_NAME_LENGTH = 256;

/** Longer texts, in characters, are not passed to the parser. */
const LONG_TEXT = 128;

// All expressions are sticky: they match at lastIndex or not at all, so no character is tried twice.
const ASCII_NAME = /[A-Za-z_:][\w:.-]*/y;
const NAME = new RegExp(NAME_SOURCE, "y");
const ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME_SOURCE})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"[^"<]*"|'[^'<]*')`, "y");
const BLANKS = /[ \t\r\n]*/y;
const PROCESSING_INSTRUCTION = new RegExp(`<\\?(${NAME_SOURCE})(?=\\?>|[ \\t\\r\\n])`, "y");
const SLASH = 0x2f;
const GREATER = 0x3e;
const BANG = 0x21;
const QUESTION = 0x3f;

/** The results of the check. */
export interface Outline {
  /** Names of the top-level elements. With more than one, the text is not a document; the caller decides. */
  readonly roots: string[];
  /** Start, end and kind (`DROP` …) of each part that the parser does not get. */
  readonly cuts: readonly number[];
}

/**
 * Refuses text that is not well-formed, a DOCTYPE (and so entities), and text that exceeds a limit. Comments,
 * processing instructions and attributes are checked and then dropped.
 *
 * @throws XmlError with the offset of the fault
 */
export function checkWellFormed(xml: string, limits: XmlLimits = {}): Outline {
  const { maxAttributes = MAX_ATTRIBUTES, maxReferences = MAX_REFERENCES } = limits;
  const roots: string[] = [];
  const cuts: number[] = [];
  const names = new Set<string>();
  const open: string[] = [];
  let attributesLeft = maxAttributes;
  let referencesLeft = maxReferences;
  let elementsLeft = FREE_ELEMENTS + xml.length / MIN_CHARACTERS_PER_ELEMENT;
  checkCharacters(xml);

  let at = declarationEnd(xml);
  if (at > 0) cuts.push(0, at, DROP);
  // Position of the next occurrence from `at` on; the length of the text if there is none.
  let ampersand = find(xml, "&", 0);
  let cdataEnd = find(xml, "]]>", 0);
  const takeReferences = (from: number, to: number): void => {
    if (ampersand < from) ampersand = find(xml, "&", from);
    if (ampersand >= to) return;
    referencesLeft -= checkReferences(xml, ampersand, to);
    if (referencesLeft < 0) throw limitError(`too many character references, more than ${maxReferences}`, from);
  };

  for (;;) {
    const tag = find(xml, "<", at);
    if (open.length === 0) {
      const next = skip(BLANKS, xml, at);
      if (next !== tag) throw notWellFormed("text outside the root element", next);
      if (tag === xml.length) {
        if (roots.length === 0) throw notWellFormed("there is no element", tag);
        return { roots, cuts };
      }
    } else {
      if (tag === xml.length) throw notWellFormed(`<${open[open.length - 1]}> is not closed`, tag);
      if (cdataEnd < at) cdataEnd = find(xml, "]]>", at);
      if (cdataEnd < tag) throw notWellFormed('text must not hold "]]>"', cdataEnd);
      takeReferences(at, tag);
      if (tag - at > LONG_TEXT) cuts.push(at, tag, TEXT);
    }

    const next = xml.charCodeAt(tag + 1);
    if (next === SLASH) {
      at = closingTagEnd(xml, tag, open);
    } else if (next === BANG) {
      at = commentOrCdata(xml, tag, open.length === 0, cuts);
    } else if (next === QUESTION) {
      at = processingInstruction(xml, tag, cuts);
    } else {
      let nameEnd = skip(ASCII_NAME, xml, tag + 1);
      if (xml.charCodeAt(nameEnd) > 0x7f) nameEnd = skip(NAME, xml, tag + 1);
      if (nameEnd === tag + 1) throw notWellFormed("a tag has no valid name", tag);
      if (nameEnd - tag > MAX_NAME_LENGTH) throw limitError(`a name longer than ${MAX_NAME_LENGTH} characters`, tag);
      const name = xml.slice(tag + 1, nameEnd);
      if (open.length === 0) roots.push(name);
      if (--elementsLeft < 0) throw limitError("too many elements for its length", tag);
      if (names.add(name).size > MAX_NAMES) throw limitError(`more than ${MAX_NAMES} element names`, tag);

      at = nameEnd;
      if (xml.charCodeAt(at) !== GREATER) {
        const attributes = new Set<string>();
        ATTRIBUTE.lastIndex = at;
        for (let match; (match = ATTRIBUTE.exec(xml)) !== null; at = ATTRIBUTE.lastIndex) {
          if (attributesLeft-- === 0) throw limitError(`more than ${maxAttributes} attributes`, tag);
          if (attributes.size === attributes.add(match[1]!).size) throw notWellFormed("an attribute is repeated", tag);
        }
        if (at > nameEnd) takeReferences(nameEnd, at);
        at = skip(BLANKS, xml, at);
        if (at > nameEnd) cuts.push(nameEnd, at, DROP);
      }

      if (xml.charCodeAt(at) === GREATER) {
        open.push(name);
        if (open.length > MAX_DEPTH) throw new XmlError(`Fields must nest at most ${MAX_DEPTH} deep`);
        at += 1;
      } else if (xml.startsWith("/>", at)) {
        at += 2;
      } else {
        throw notWellFormed("a tag is damaged or cut off", tag);
      }
    }
  }
}

function closingTagEnd(xml: string, tag: number, open: string[]): number {
  const name = open.pop();
  if (name === undefined || !xml.startsWith(name, tag + 2)) {
    throw notWellFormed("a closing tag does not match its opening tag", tag);
  }
  const nameEnd = tag + 2 + name.length;
  const end = xml.charCodeAt(nameEnd) === GREATER ? nameEnd : skip(BLANKS, xml, nameEnd);
  if (xml.charCodeAt(end) !== GREATER) throw notWellFormed("a closing tag does not match its opening tag", tag);
  return end + 1;
}

function commentOrCdata(xml: string, tag: number, isOutsideRoot: boolean, cuts: number[]): number {
  if (xml.startsWith("<!--", tag)) {
    const dashes = find(xml, "--", tag + 4);
    const end = dashes + 3;
    if (end > xml.length) throw notWellFormed("a comment is not closed", tag);
    if (xml.charCodeAt(dashes + 2) !== GREATER) throw notWellFormed('a comment must not hold "--"', dashes);
    cuts.push(tag, end, DROP);
    return end;
  }
  if (isOutsideRoot || !xml.startsWith("<![CDATA[", tag)) {
    throw notWellFormed("DOCTYPE and other declarations are not accepted", tag);
  }
  const end = find(xml, "]]>", tag + 9);
  if (end === xml.length) throw notWellFormed("a CDATA section is not closed", tag);
  cuts.push(tag, tag + 9, DROP, tag + 9, end, VERBATIM, end, end + 3, DROP);
  return end + 3;
}

function processingInstruction(xml: string, tag: number, cuts: number[]): number {
  PROCESSING_INSTRUCTION.lastIndex = tag;
  const [start, target = ""] = PROCESSING_INSTRUCTION.exec(xml) ?? [""];
  if (target === "" || target.toLowerCase() === "xml") {
    throw notWellFormed("a processing instruction has no target that is allowed", tag);
  }
  const end = find(xml, "?>", tag + start.length) + 2;
  if (end > xml.length) throw notWellFormed("a processing instruction is not closed", tag);
  cuts.push(tag, end, DROP);
  return end;
}

/** Position of the next occurrence, or the length of the text. */
function find(xml: string, text: string, from: number): number {
  const found = xml.indexOf(text, from);
  return found === -1 ? xml.length : found;
}

/** Position after the match of `pattern` at `at`; `at` itself if it does not match there. */
function skip(pattern: RegExp, xml: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(xml) ? pattern.lastIndex : at;
}

/** The error for text that may be well-formed but exceeds a limit. */
function limitError(fault: string, offset: number): XmlError {
  return new XmlError(`The XML exceeds a limit of callbacks: ${fault} (at offset ${offset})`);
}
