/**
 * Control characters (C0, DEL, C1), line separators, and marks that change the direction of text. A terminal acts on
 * them instead of showing them. @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 */
// eslint-disable-next-line no-control-regex -- the expression looks for control characters
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes text from outside safe for a terminal and for a log. Control characters are written as JSON escapes, so they
 * cannot clear the screen or forge a line. JSON text stays JSON with the same value.
 *
 * @param kept control characters that are not escaped
 */
export function visible(text: string, kept = ""): string {
  return text.replace(INVISIBLE, (control) =>
    kept.includes(control) ? control : `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
