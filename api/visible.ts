/**
 * Control characters (C0, DEL, C1), line separators, and marks that change the direction of text: what a terminal acts on
 * instead of showing it. @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text from outside, fit for a terminal and for a log that is read on one: control characters are written as JSON writes
 * them, so that they neither clear the screen nor forge a line. JSON text stays JSON with the same value.
 *
 * @param kept control characters that stay as they are
 */
export function visible(text: string, kept = ""): string {
  return text.replace(INVISIBLE, (control) =>
    kept.includes(control) ? control : `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
