import { colouredPieces } from "./code";
import { h } from "./dom";

/** Shows machine-written text. */
export function codeBlock(text: string, label: string): HTMLElement {
  const parts = colouredPieces(text).map((piece) =>
    typeof piece === "string" ? piece : h("span", { class: piece[1] }, piece[0]),
  );
  return h("pre", { class: "code", tabindex: 0, "aria-label": label }, ...parts);
}
