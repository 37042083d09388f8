import type { CallbackDetail } from "../protocol";
import { diffLines, runText } from "./diff";
import { h } from "./dom";
import { t } from "./texts";

const CLASSES = { "+": "is-added", "-": "is-removed", " ": "" } as const;

/** The differences of a callback's run to an earlier run. */
export function drawDiff(detail: CallbackDetail, base: CallbackDetail): HTMLElement {
  const lines = diffLines(runText(base), runText(detail));
  const items = lines.map(({ sign, text }) => h("li", { class: CLASSES[sign] }, h("code", {}, `${sign} ${text}`)));
  return h(
    "section",
    { class: "block diff", "aria-label": t("diff") },
    h("h3", {}, t("diffTo", { id: base.row.subject || base.row.id })),
    lines.length > 0
      ? h("ol", { class: "source", tabindex: 0, "aria-label": t("diff") }, ...items)
      : h("p", { class: "note" }, t("noDiff")),
  );
}
