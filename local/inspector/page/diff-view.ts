/** Differences of two texts on the page. */
import type { CallbackDetail } from "../protocol";
import { pretty } from "./code";
import { diffLines, runText } from "./diff";
import { h } from "./dom";
import { indentXml } from "./indent-xml";
import { t } from "./texts";

const CLASSES = { "+": "is-added", "-": "is-removed", " ": "" } as const;

/** The callback to which another one is compared. */
export interface Base {
  readonly detail: CallbackDetail;
  /** Ends the comparison. If set, body and event are compared too, not only the results. */
  readonly end?: () => void;
}

/** Shows the differences between the lines of two texts, or a note if there are none. */
export function diffLinesView(before: readonly string[], after: readonly string[], label: string): HTMLElement {
  const lines = diffLines(before, after);
  if (lines.length === 0) return h("p", { class: "note" }, t("same"));
  const items = lines.map(({ sign, text }) => h("li", { class: CLASSES[sign] }, h("code", {}, `${sign} ${text}`)));
  return h("ol", { class: "source", tabindex: 0, "aria-label": label }, ...items);
}

/** The differences of a callback to another one. */
export function drawDiff(detail: CallbackDetail, { detail: base, end }: Base): HTMLElement {
  const view = (label: string, textOf: (detail: CallbackDetail) => string[]): HTMLElement =>
    diffLinesView(textOf(base), textOf(detail), label);
  const part = (label: string, textOf: (detail: CallbackDetail) => string[]): HTMLElement[] => [
    h("h4", {}, label),
    view(label, textOf),
  ];
  const title = h("h3", {}, t("diffTo", { id: base.row.subject || base.row.id }));
  const parts = end
    ? [
        h("div", { class: "buttons" }, h("button", { type: "button", on: { click: end } }, t("endCompare"))),
        ...part(t("body"), bodyLines),
        ...part(t("event"), eventLines),
        ...part(t("run_parts"), runText),
      ]
    : [view(t("diff"), runText)];
  return h("section", { class: "block diff", "aria-label": t("diff") }, title, ...parts);
}

const bodyLines = ({ body }: CallbackDetail): string[] => indentXml(pretty(body)).split("\n");

const eventLines = ({ event, refusal = "" }: CallbackDetail): string[] =>
  (event === undefined ? refusal : pretty(JSON.stringify(event))).split("\n");
