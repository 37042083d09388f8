/** A body and its event, side by side. Pointing at a line marks its counterpart. */
import { colouredPieces } from "./code";
import type { Piece } from "./code";
import { codeBlock } from "./code-block";
import { h } from "./dom";
import { linkKeyOf } from "./line-link";

/** Longer texts are not linked: every line needs elements. */
const MAX_LINES = 3000;

type Text = readonly [text: string, label: string];

export function linkedBlocks(...texts: readonly [Text, Text]): HTMLElement {
  const isLong = texts.some(([text]) => text.split("\n").length > MAX_LINES);
  const blocks = texts.map(([text, label]) => (isLong ? codeBlock(text, label) : block(text, label)));
  const markCounterpart = ({ target }: Event): void => {
    const line = (target as Element).closest<HTMLElement>(".line[data-link]");
    const link = line?.dataset["link"];
    for (const element of blocks) {
      const found = [...element.querySelectorAll<HTMLElement>(".line")].filter(
        ({ dataset }) => dataset["link"] === link,
      );
      for (const old of element.querySelectorAll(".is-linked")) old.classList.remove("is-linked");
      if (link === undefined) continue;
      for (const same of found) same.classList.add("is-linked");
      if (found[0] && !element.contains(line ?? null))
        element.scrollTop = found[0].offsetTop - element.clientHeight / 2;
    }
  };
  return h(
    "div",
    { class: "beside", on: { pointerover: markCounterpart, pointerleave: markCounterpart } },
    ...blocks.map((each, index) => h("div", {}, h("h3", {}, texts[index]![1]), each)),
  );
}

function block(text: string, label: string): HTMLElement {
  const lines: Piece[][] = [[]];
  for (const piece of colouredPieces(text)) {
    const [content, colour] = typeof piece === "string" ? [piece] : piece;
    for (const [index, part] of content.split("\n").entries()) {
      if (index > 0) lines.push([]);
      lines.at(-1)!.push(colour === undefined ? part : [part, colour]);
    }
  }
  const elements = lines.map((pieces) => {
    const parts = pieces.map((piece) => (typeof piece === "string" ? piece : h("span", { class: piece[1] }, piece[0])));
    const line = pieces.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");
    return h("span", { class: "line", "data-link": linkKeyOf(line) }, ...parts, "\n");
  });
  return h("pre", { class: "code", tabindex: 0, "aria-label": label }, ...elements);
}
