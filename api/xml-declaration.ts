/** The XML declaration and its consequences for the text that follows. */
import { notWellFormed } from "./xml-error";

const BYTE_ORDER_MARK = "\ufeff";

const S = "[ \\t\\r\\n]+";
const EQUALS = "[ \\t\\r\\n]*=[ \\t\\r\\n]*";
/** A value in quotes of either kind. One group is the quote, another the value. */
const quoted = (group: number, value: string): string => `(["'])(${value})\\${group}`;

/** The parts in the order that XML requires. */
const DECLARATION = new RegExp(
  `<\\?xml${S}version${EQUALS}${quoted(1, "1\\.\\d+")}` +
    `(?:${S}encoding${EQUALS}${quoted(3, "[A-Za-z][\\w.-]*")})?` +
    `(?:${S}standalone${EQUALS}${quoted(5, "yes|no")})?[ \\t\\r\\n]*\\?>`,
  "y",
);
/** A text that begins like this must be a declaration; otherwise it is an instruction with a reserved target. */
const START = /<\?xml[ \t\r\n]/y;

/** Characters that XML 1.1 allows as references only. Any other 1.x is read as 1.0, as the standard says. */
const RESTRICTED = /[\u007f-\u0084\u0086-\u009f]/;

/**
 * Offset after byte order mark and declaration, if there are any.
 *
 * The text is already decoded, so the declared encoding is ignored.
 *
 * @throws XmlError if the declaration is damaged, or the text is not allowed in the declared version
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
