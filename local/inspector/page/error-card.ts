/** An error of user code: its message, and the line of the user's source file with its neighbours. */
import type { CallbackDetail, UserError } from "../protocol";
import { h } from "./dom";
import { t } from "./texts";

/** The error of a callback; `undefined` if it has none. */
export function drawError({ failure, row: { outcome }, answer, journal }: CallbackDetail): HTMLElement | undefined {
  if (failure) return errorCard(failure);
  const text = outcome === "failed" ? messageIn(answer) : outcome === "dead" ? journal.at(-1)?.error : undefined;
  if (text === undefined) return undefined;
  return h("section", { class: "error-card", "aria-label": t("errorCard") }, h("h3", {}, text));
}

/** The platform's message about a function that failed. */
function messageIn(answer: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(answer) as { readonly errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}

function errorCard({ name, message, file, line, column, lines, editor }: UserError): HTMLElement {
  const position = `${file}:${line}:${column}`;
  return h(
    "section",
    { class: "error-card", "aria-label": t("errorCard") },
    h("h3", {}, h("span", { class: "error-name" }, `${name}: `), h("span", {}, message)),
    h(
      "p",
      { class: "error-place" }, // A session file is not trusted: it must not add other links.
      editor.startsWith("vscode://file/")
        ? h("a", { href: editor, title: t("openEditor"), "data-key": "editor" }, position)
        : position,
    ),
    h(
      "ol",
      { class: "source", "aria-label": t("sourceLines") },
      ...lines.map(({ number, text }) =>
        h(
          "li",
          { class: number === line ? "is-error" : undefined, ...(number === line && { "aria-current": "true" }) },
          h("span", { class: "line-number" }, number),
          h("code", {}, text),
        ),
      ),
    ),
  );
}
