/** The texts of an XML document. References are checked in place, and resolved after the parser has found the text. */
import { notWellFormed, XmlError } from "./xml-error";

const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

const NUMERIC = /^#(?:\d+|x[\da-fA-F]+)$/;

/**
 * Checks every reference in a part of the document. Without a DOCTYPE only five names exist; a number must be a
 * character.
 *
 * @returns the number of references
 * @throws XmlError for a reference that is unknown, damaged or forbidden
 */
export function checkReferences(xml: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at !== -1 && at < to; count++) {
    const end = xml.indexOf(";", at);
    const name = end === -1 || end >= to ? "" : xml.slice(at + 1, end);
    if (!NAMED.has(name) && !(NUMERIC.test(name) && isXmlCharacter(codeOf(name)))) {
      throw notWellFormed("an unknown, damaged or forbidden character reference", at);
    }
    at = xml.indexOf("&", end);
  }
  return count;
}

/** Text with its references resolved. They must have been checked. */
function resolve(text: string): string {
  let at = text.indexOf("&");
  if (at === -1) return text;
  const parts: string[] = [];
  let from = 0;
  for (; at !== -1; at = text.indexOf("&", from)) {
    const end = text.indexOf(";", at);
    const name = text.slice(at + 1, end);
    parts.push(text.slice(from, at), NAMED.get(name) ?? String.fromCodePoint(codeOf(name)));
    from = end + 1;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** Any number of leading zeros is allowed. A number that is too long is Infinity, which is no character. */
function codeOf(name: string): number {
  return name.charAt(1) === "x" ? parseInt(name.slice(2), 16) : Number(name.slice(1));
}

/** @see https://www.w3.org/TR/xml/#NT-Char */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Replaces a part of the document that the parser does not get: it contains no text. */
export const DROP = 0;
/** A text with references. */
export const TEXT = 1;
/** A text without references: a CDATA section. */
export const VERBATIM = 2;

/** Marks the position of a text that was replaced. XML forbids this character, and the check before refuses it. */
const MARK = "\u0001";

/**
 * Gives fast-xml-parser the texts of a document. Its own decoder leaves `&#20013;` undecoded (or decodes all HTML
 * entities) and drops forbidden characters silently. It also builds texts one character at a time, which takes more
 * than linear time for long texts. So long texts are replaced by marks before and inserted again here.
 */
export class TextSource {
  #texts: string[] = [];

  /**
   * Starts a document.
   *
   * @param cuts start, end and kind (`DROP` …) of each part to take out, as a flat list
   * @returns the document with a short mark for each text
   */
  begin(xml: string, cuts: readonly number[]): string {
    this.#texts = [];
    if (cuts.length === 0) return xml;
    const parts: string[] = [];
    let from = 0;
    for (let i = 0; i < cuts.length; i += 3) {
      const [start, end, kind] = [cuts[i]!, cuts[i + 1]!, cuts[i + 2]];
      parts.push(xml.slice(from, start));
      if (kind !== DROP) {
        const text = withLineFeeds(xml.slice(start, end));
        parts.push(MARK, String(this.#texts.push(kind === TEXT ? resolve(text) : text) - 1), MARK);
      }
      from = end;
    }
    parts.push(xml.slice(from));
    return parts.join("");
  }

  decode(content: string): string {
    if (!content.includes(MARK)) return resolve(content);
    const parts = content.split(MARK);
    return parts.map((part, i) => (i % 2 === 0 ? resolve(part) : (this.#texts[Number(part)] ?? ""))).join("");
  }

  // The parser calls the other methods of a decoder only for DOCTYPE and XML 1.1, which never reach it.
  reset(): void {}
  setExternalEntities(): void {}
  addInputEntities(): void {}
  setXmlVersion(): void {}
}

/** Normalizes line ends as XML requires. The parser does the same with the texts that it gets. */
function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** @throws XmlError for characters that XML forbids: C0 controls except tab and line ends, and the two noncharacters */
export function checkCharacters(xml: string): void {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) {
    throw new XmlError("The XML contains a character that XML forbids");
  }
}
