/** Messages about the user's app and code: compile errors, annotations of the synthesis, failed applies. */
import type { Problem } from "../protocol";
import { h, keepFocus, show } from "./dom";
import { t, tOr } from "./texts";
import { timeOf } from "./time";

const LEVELS: readonly Problem["level"][] = ["error", "warning", "info"];

export class ProblemsView {
  readonly element = h("section", { class: "problems", role: "status", hidden: true });
  #problems: readonly Problem[] = [];
  /** Problems that the user opened or closed, by text. */
  readonly #expanded = new Map<string, boolean>();

  /** Renders the problems if they have changed. */
  show(problems: readonly Problem[]): void {
    if (JSON.stringify(problems) === JSON.stringify(this.#problems)) return;
    this.#problems = problems;
    this.draw();
  }

  draw(): void {
    this.element.hidden = this.#problems.length === 0;
    this.element.setAttribute("aria-label", t("problems"));
    const sorted = [...this.#problems].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    keepFocus(this.element, () => show(this.element, ...sorted.map((problem) => this.#item(problem))));
  }

  /** An error is open until the user closes it; anything else is one line until the user opens it. */
  #item({ kind, level, at, source, message }: Problem): HTMLElement {
    const key = [kind, source, message].join("\n");
    const [first = "", ...rest] = message.split("\n");
    const isExpanded = this.#expanded.get(key) ?? level === "error";
    const summary = [
      h("span", { class: `pill is-${level}` }, tOr("level", level)),
      h("strong", {}, tOr("problem", kind)),
      source !== "" && h("span", { class: "mono" }, source),
      h("span", { class: "problem-text" }, first),
      h("time", { class: "faint mono" }, timeOf(at)),
    ];
    if (rest.length === 0) return h("div", { class: "problem" }, ...summary);
    const toggle = (event: Event): void => void this.#expanded.set(key, (event.target as HTMLDetailsElement).open);
    return h(
      "details",
      { class: "problem", open: isExpanded, on: { toggle } },
      h("summary", { "data-key": key }, ...summary),
      h("pre", { class: "code", tabindex: 0, "aria-label": `${tOr("problem", kind)} ${source}` }, message),
    );
  }
}
