/** A body that is not the XML it should be. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** Attributes in one document. Callbacks and answers have none; a namespace declaration or two would be harmless. */
export const MAX_ATTRIBUTES = 256;

/** Elements within elements. The deepest documented callback has 9 levels. */
const MAX_DEPTH = 64;

// The name characters of XML 1.0 within the basic plane, https://www.w3.org/TR/xml/#NT-NameStartChar.
const NAME_START =
  ":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD";
const NAME_SOURCE = `[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`;
/* eslint-disable no-misleading-character-class -- joiners and combining marks are meant as themselves */
// All four are sticky: they match where lastIndex says or not at all, so no character is tried twice.
const NAME = new RegExp(NAME_SOURCE, "y");
const ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME_SOURCE})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"[^"<]*"|'[^'<]*')`, "y");
/* eslint-enable no-misleading-character-class */
const BLANKS = /[ \t\r\n]*/y;
const DECLARATION = /<\?xml[ \t\r\n][^?<>]*\?>/y;

const SLASH = 0x2f;
const GREATER = 0x3e;
const BANG = 0x21;
const QUESTION = 0x3f;

/** Different element names in one document. All documented callbacks together have some 600. */
const MAX_NAMES = 2_000;

/**
 * Characters that a document must have for each of its elements, beyond the first thousand. The densest documented ones, lists
 * of coordinates, have 11; a flood of `<a/>`, which costs the parser half a second per MB, has 4.
 */
const MIN_CHARACTERS_PER_ELEMENT = 8;
const FREE_ELEMENTS = 1_000;

/** The longest documented name has 26 characters. */
const MAX_NAME_LENGTH = 256;

/** Stretches of text longer than this, in characters, are reported to the caller. */
const LONG_TEXT = 128;

/** What the check has seen on its way. */
export interface Outline {
  /** Names of the top-level elements; more than one is for the caller to judge. */
  readonly roots: string[];
  /** Beginning and end of each long stretch of text, in turn. */
  readonly longTexts: readonly number[];
}

/**
 * Refuses what is not one complete XML document, before the parser sees it: fast-xml-parser takes a text that is cut
 * off, has crossed tags or goes on after its end for a smaller, well-looking one. Stricter than the parser's own
 * validator and a single pass: no DOCTYPE (so no entities), no processing instructions, bounded depth and attributes.
 * References in text are checked where they are decoded.
 *
 * @throws XmlError with the offset of the fault
 */
export function checkWellFormed(xml: string, maxAttributes = MAX_ATTRIBUTES): Outline {
  const roots: string[] = [];
  const longTexts: number[] = [];
  const names = new Set<string>();
  const open: string[] = [];
  let attributesLeft = maxAttributes;
  let elementsLeft = FREE_ELEMENTS + xml.length / MIN_CHARACTERS_PER_ELEMENT;
  let at = skip(DECLARATION, xml, 0);

  for (;;) {
    const tag = xml.indexOf("<", at);
    if (open.length === 0) {
      const next = skip(BLANKS, xml, at);
      if (next === xml.length) return { roots, longTexts };
      if (next !== tag) throw fault("text outside the root element", next);
    }
    if (tag === -1) throw fault(`<${open[open.length - 1]}> is not closed`, xml.length);

    if (tag - at > LONG_TEXT && open.length > 0) longTexts.push(at, tag);

    const next = xml.charCodeAt(tag + 1);
    if (next === SLASH) {
      at = closing(xml, tag, open);
    } else if (next === BANG) {
      at = commentOrCdata(xml, tag, open.length === 0);
    } else if (next === QUESTION) {
      throw fault("processing instructions are not accepted", tag);
    } else {
      const nameEnd = skip(NAME, xml, tag + 1);
      if (nameEnd === tag + 1) throw fault("a tag has no valid name", tag);
      if (nameEnd - tag > MAX_NAME_LENGTH) throw fault(`a name is longer than ${MAX_NAME_LENGTH} characters`, tag);
      const name = xml.slice(tag + 1, nameEnd);
      if (open.length === 0) roots.push(name);
      if (--elementsLeft < 0) throw fault("too many elements for its length", tag);
      if (names.add(name).size > MAX_NAMES) throw fault(`more than ${MAX_NAMES} element names`, tag);

      at = nameEnd;
      if (xml.charCodeAt(at) !== GREATER) {
        const attributes = new Set<string>();
        ATTRIBUTE.lastIndex = at;
        for (let match; (match = ATTRIBUTE.exec(xml)) !== null; at = ATTRIBUTE.lastIndex) {
          if (attributesLeft-- === 0) throw fault(`more than ${maxAttributes} attributes`, tag);
          if (attributes.size === attributes.add(match[1]!).size) throw fault("an attribute is repeated", tag);
        }
        at = skip(BLANKS, xml, at);
      }

      if (xml.charCodeAt(at) === GREATER) {
        open.push(name);
        if (open.length > MAX_DEPTH) throw new XmlError(`Fields must nest at most ${MAX_DEPTH} deep`);
        at += 1;
      } else if (xml.startsWith("/>", at)) {
        at += 2;
      } else {
        throw fault("a tag is damaged or cut off", tag);
      }
    }
  }
}

function closing(xml: string, tag: number, open: string[]): number {
  const end = xml.indexOf(">", tag);
  const name = end === -1 ? "" : xml.slice(tag + 2, end).trimEnd();
  if (open.pop() !== name) throw fault("a closing tag does not match its opening tag", tag);
  return end + 1;
}

function commentOrCdata(xml: string, tag: number, outside: boolean): number {
  if (xml.startsWith("<!--", tag)) return after(xml, "-->", tag + 4);
  if (!outside && xml.startsWith("<![CDATA[", tag)) return after(xml, "]]>", tag + 9);
  throw fault("DOCTYPE and other declarations are not accepted", tag);
}

function after(xml: string, end: string, from: number): number {
  const found = xml.indexOf(end, from);
  if (found === -1) throw fault("a comment or CDATA section is not closed", from);
  return found + end.length;
}

/** Offset behind what `pattern` matches at `at`; `at` itself when it does not match there. */
function skip(pattern: RegExp, xml: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(xml) ? pattern.lastIndex : at;
}

function fault(what: string, offset: number): XmlError {
  return new XmlError(`The XML is not well-formed: ${what} (at offset ${offset})`);
}
