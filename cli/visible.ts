/** All control characters: C0, DEL and C1. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Text of strangers, fit for a terminal: control characters are written as JSON writes them, lest they clear the screen or
 * forge a line.
 *
 * @param kept control characters that stay as they are
 */
export function visible(text: string, kept = ""): string {
  return text.replace(CONTROLS, (control) =>
    kept.includes(control) ? control : `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
