import { CallbackParseError } from "../errors";

/** References in one body. At the default size limit no real body comes near; a flood of `&lt;` does. */
export const MAX_REFERENCES = 100_000;

const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
/** Longest reference that means anything: `#x10FFFF`, with a leading zero or two to spare. */
const LONGEST = 10;

/** Stands for a text that was taken out. XML forbids it, and so does the check before. */
const MARK = "\u0001";

/**
 * Gives fast-xml-parser the texts of a document. Its own decoder leaves `&#20013;` undecoded (or, told not to, decodes the
 * whole of HTML), drops forbidden characters silently and lets unknown names through. And it puts texts together one
 * character at a time, which for long ones costs more than linear time: those are taken out before and put back here.
 */
export class TextSource {
  #left = MAX_REFERENCES;
  #texts: string[] = [];

  /**
   * Begins a document.
   *
   * @param longTexts beginning and end of each text to take out, in turn
   * @returns the document with a short mark for each of them
   */
  begin(xml: string, longTexts: readonly number[], maxReferences: number): string {
    this.#left = maxReferences;
    this.#texts = [];
    const parts: string[] = [];
    let from = 0;
    for (let i = 0; i < longTexts.length; i += 2) {
      const end = longTexts[i + 1]!;
      const text = withLineFeeds(xml.slice(longTexts[i], end));
      parts.push(xml.slice(from, longTexts[i]), MARK, String(this.#texts.push(text) - 1), MARK);
      from = end;
    }
    parts.push(xml.slice(from));
    return parts.join("");
  }

  /** @throws CallbackParseError for an unknown, damaged or forbidden reference, or when there are too many */
  decode(content: string): string {
    if (!content.includes(MARK)) return this.#resolve(content);
    const parts = content.split(MARK);
    return parts.map((part, i) => this.#resolve(i % 2 === 0 ? part : (this.#texts[Number(part)] ?? ""))).join("");
  }

  #resolve(content: string): string {
    let ampersand = content.indexOf("&");
    if (ampersand === -1) return content;
    const parts: string[] = [];
    let from = 0;
    for (; ampersand !== -1; ampersand = content.indexOf("&", from)) {
      if (this.#left-- === 0) throw new CallbackParseError("The XML has too many character references");
      const name = content.slice(ampersand + 1, ampersand + 1 + LONGEST);
      const end = name.indexOf(";");
      parts.push(content.slice(from, ampersand), resolve(name.slice(0, Math.max(end, 0))));
      from = ampersand + end + 2;
    }
    parts.push(content.slice(from));
    return parts.join("");
  }

  // What else the parser asks of a decoder concerns DOCTYPE and XML 1.1, and neither reaches it.
  reset(): void {}
  setExternalEntities(): void {}
  addInputEntities(): void {}
  setXmlVersion(): void {}
}

/** Line ends as XML reads them; the parser does the same with the texts that it is left. */
function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function resolve(name: string): string {
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const digits = /^#(?:(\d+)|x([\da-fA-F]+))$/.exec(name);
  const code = digits ? (digits[1] !== undefined ? parseInt(digits[1], 10) : parseInt(digits[2]!, 16)) : 0;
  if (!isXmlCharacter(code)) throw new CallbackParseError("The XML has an unknown or forbidden character reference");
  return String.fromCodePoint(code);
}

/** @see https://www.w3.org/TR/xml/#NT-Char */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
