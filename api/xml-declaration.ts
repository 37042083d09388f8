/** The XML declaration, and what it says about the text that follows. */
import { notWellFormed } from "./xml-error";

const BYTE_ORDER_MARK = "\ufeff";

const S = "[ \\t\\r\\n]+";
const EQUALS = "[ \\t\\r\\n]*=[ \\t\\r\\n]*";
/** A value in quotes of either kind; the kind is a group, and the value another. */
const quoted = (group: number, value: string): string => `(["'])(${value})\\${group}`;

/** Its parts come in this order. */
const DECLARATION = new RegExp(
  `<\\?xml${S}version${EQUALS}${quoted(1, "1\\.\\d+")}` +
    `(?:${S}encoding${EQUALS}${quoted(3, "[A-Za-z][\\w.-]*")})?` +
    `(?:${S}standalone${EQUALS}${quoted(5, "yes|no")})?[ \\t\\r\\n]*\\?>`,
  "y",
);
/** What begins so is a declaration, or else an instruction whose target is reserved. */
const START = /<\?xml[ \t\r\n]/y;

/** What XML 1.1 allows as references only. Otherwise any 1.x is read as 1.0, as the standard has it. */
const RESTRICTED = /[\u007f-\u0084\u0086-\u009f]/;

/**
 * Offset behind the byte order mark and the declaration, as far as they are there.
 *
 * The text has been decoded, so the encoding that is declared says nothing any more.
 *
 * @throws XmlError when the declaration is damaged, or the text not allowed in the version that is declared
 */
export function declarationEnd(xml: string): number {
  const start = xml.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  DECLARATION.lastIndex = START.lastIndex = start;
  const match = DECLARATION.exec(xml);
  if (!match) {
    if (START.test(xml)) throw notWellFormed("the XML declaration is damaged", start);
    return start;
  }
  const end = DECLARATION.lastIndex;
  const restricted = match[2] === "1.1" ? xml.search(RESTRICTED) : -1;
  if (restricted >= 0) throw notWellFormed("a control character that XML 1.1 forbids", restricted);
  return end;
}
