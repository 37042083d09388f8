/** One callback: request, parsed event, log, answer, and actions. */
import type { CallbackDetail, InputObject } from "../protocol";
import { drawAttempts, drawButtons } from "./detail-buttons";
import type { DetailActions } from "./detail-buttons";
import { PANELS, TABS } from "./detail-panels";
import type { Tab } from "./detail-panels";
import { drawDiff } from "./diff-view";
import type { Base } from "./diff-view";
import { h, keepFocus, show } from "./dom";
import { drawError } from "./error-card";
import { Film } from "./film";
import { drawGraph } from "./graph";
import { outcomePill } from "./outcome";
import { drawShots } from "./shots";
import { t, tOr } from "./texts";

export class Detail {
  readonly element = h("section", { class: "detail" });
  #tab: Tab = "event";
  #shown: CallbackDetail | undefined;
  #isMissing = false;
  #base: Base | undefined;
  #failure: string | undefined;
  readonly #film = new Film();

  /** Whether nothing can be sent: the page shows a session file. */
  isReadOnly = false;

  constructor(private readonly actions: DetailActions) {}

  /**
   * @param isMissing the server no longer has the callback: it can be read, but not sent again by its id
   * @param base callback to which this one is compared
   */
  show(detail: CallbackDetail | undefined, isMissing = false, base?: Base): void {
    this.#base = base;
    this.#shown = detail;
    this.#isMissing = isMissing;
    this.#failure = undefined;
    this.draw();
  }

  /** Shows why there is no detail. */
  fail(text: string): void {
    this.show(undefined);
    this.#failure = text;
    this.draw();
  }

  /** Focuses the selected tab; false if no callback is shown. */
  focus(): boolean {
    const tab = this.element.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
    tab?.focus();
    return tab !== null;
  }

  draw(): void {
    keepFocus(this.element, () => this.#draw(), "[data-key=repeat]");
  }

  #draw(): void {
    const detail = this.#shown;
    this.element.setAttribute("aria-label", t("callback"));
    if (!detail) {
      const back = backButton(() => this.actions.back());
      return show(
        this.element,
        h("div", { class: "empty" }, back, h("p", {}, this.#failure ?? t("pick")), h("p", {}, t("pickHint"))),
      );
    }
    const scrolled = this.element.querySelector(".detail-scroll")?.scrollTop ?? 0;
    const { row, shots, run } = detail;
    const input = this.#isMissing || this.isReadOnly ? undefined : detail.input;
    const scroll = h(
      "div",
      { class: "detail-scroll" },
      drawError(detail),
      this.#base && drawDiff(detail, this.#base),
      this.#film.draw(input),
      shots.length > 0 && drawShots(shots, input, (seconds) => this.#film.seek(seconds)),
      run && h("section", { class: "block" }, h("h3", {}, t("run")), drawGraph(run, t("run"))),
      this.#tabs(),
      this.#panel(detail),
    );
    show(
      this.element,
      h(
        "header",
        { class: "detail-head" },
        backButton(() => this.actions.back()),
        h(
          "div",
          { class: "detail-title" },
          h("h2", {}, row.title || tOr("kind", row.kind)),
          outcomePill(row),
          h("span", { class: "faint mono" }, row.subject),
        ),
        h("p", { class: "faint mono cut", title: row.object }, input ? this.#objectButton(input) : row.object),
        this.#isMissing && h("p", { class: "note is-warn" }, t("gone")),
        !this.#isMissing && !this.isReadOnly && drawAttempts(detail, this.actions),
        drawButtons(detail, this.actions, this.#isMissing || this.isReadOnly),
      ),
      scroll,
    );
    scroll.scrollTop = scrolled;
  }

  #objectButton(input: InputObject): HTMLElement {
    const click = (): void => this.actions.object(input);
    return h(
      "button",
      { type: "button", class: "link", "data-key": "object", title: t("openObject"), on: { click } },
      input.key,
    );
  }

  #tabs(): HTMLElement {
    const choose = (tab: Tab): void => {
      this.#tab = tab;
      this.draw();
      this.focus();
    };
    const step = (event: KeyboardEvent): void => {
      const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      choose(TABS[(TABS.indexOf(this.#tab) + direction + TABS.length) % TABS.length]!);
    };
    return h(
      "div",
      { class: "tabs", role: "tablist", on: { keydown: step } },
      ...TABS.map((tab) => {
        const isChosen = tab === this.#tab;
        return h(
          "button",
          {
            ...{ type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": "panel" },
            ...{ "aria-selected": String(isChosen), tabindex: isChosen ? 0 : -1, on: { click: () => choose(tab) } },
          },
          t(tab),
        );
      }),
    );
  }

  #panel(detail: CallbackDetail): HTMLElement {
    return h(
      "div",
      { id: "panel", role: "tabpanel", "aria-labelledby": `tab-${this.#tab}` },
      ...PANELS[this.#tab](detail),
    );
  }
}

function backButton(click: () => void): HTMLElement {
  return h("button", { type: "button", class: "only-narrow", on: { click } }, `‹ ${t("back")}`);
}
