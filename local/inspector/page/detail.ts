/** One callback: request, parsed event, log, answer, and actions. */
import type { Break, CallbackDetail, LogRow } from "../protocol";
import { pretty } from "./code";
import { codeBlock } from "./code-block";
import { h, show } from "./dom";
import { drawGraph } from "./graph";
import { drawShots } from "./shots";
import { t, tOr } from "./texts";
import type { TextName } from "./texts";
import { timeOf } from "./time";

const TABS = ["event", "body", "logs", "answerTab"] as const satisfies readonly TextName[];
type Tab = (typeof TABS)[number];

/** Actions on a callback. */
export interface DetailActions {
  repeat(id: number, options: { readonly break?: Break; readonly delayMs?: number }): void;
  redrive(key: string): void;
  back(): void;
}

export class Detail {
  readonly element = h("section", { class: "detail" });
  #tab: Tab = "event";
  #shown: CallbackDetail | undefined;

  constructor(private readonly actions: DetailActions) {}

  show(detail: CallbackDetail | undefined): void {
    this.#shown = detail;
    this.draw();
  }

  /** False if there is nothing yet that could get the focus. */
  focus(): boolean {
    const tab = this.element.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
    tab?.focus();
    return tab !== null;
  }

  draw(): void {
    const detail = this.#shown;
    this.element.setAttribute("aria-label", t("callback"));
    if (!detail) {
      return show(this.element, h("div", { class: "empty" }, h("p", {}, t("pick")), h("p", {}, t("pickHint"))));
    }
    const hadFocus =
      this.element.contains(document.activeElement) && document.activeElement?.getAttribute("role") === "tab";
    const scrolled = this.element.querySelector(".detail-scroll")?.scrollTop ?? 0;
    const { row, shots, run } = detail;
    const scroll = h(
      "div",
      { class: "detail-scroll" },
      shots.length > 0 && drawShots(shots),
      run && h("section", { class: "block" }, h("h3", {}, t("run")), drawGraph(run, t("run"))),
      this.#tabs(),
      this.#panel(detail),
    );
    show(
      this.element,
      h(
        "header",
        { class: "detail-head" },
        h(
          "button",
          { type: "button", class: "only-narrow", on: { click: () => this.actions.back() } },
          `‹ ${t("back")}`,
        ),
        h(
          "div",
          { class: "detail-title" },
          h("h2", {}, row.title || tOr("kind", row.kind)),
          h("span", { class: `pill is-${row.outcome}` }, tOr("outcome", row.outcome)),
          h("span", { class: "faint mono" }, row.subject),
        ),
        h("p", { class: "faint mono cut", title: row.object }, row.object),
        this.#buttons(detail),
      ),
      scroll,
    );
    scroll.scrollTop = scrolled;
    if (hadFocus) this.focus();
  }

  #buttons({ row: { id, key, outcome } }: CallbackDetail): HTMLElement {
    const button = (text: TextName, click: () => void): HTMLElement =>
      h("button", { type: "button", on: { click } }, t(text));
    const breaks: readonly Break[] = ["truncate", "secret", "encoding"];
    return h(
      "div",
      { class: "buttons" },
      button("repeat", () => this.actions.repeat(id, {})),
      button("delay", () => this.actions.repeat(id, { delayMs: 5000 })),
      h(
        "select",
        {
          "aria-label": t("break"),
          on: {
            change: ({ target }) => {
              const select = target as HTMLSelectElement;
              this.actions.repeat(id, { break: select.value as Break });
              select.value = "";
            },
          },
        },
        h("option", { value: "", disabled: true, selected: true }, `${t("break")} …`),
        ...breaks.map((name) => h("option", { value: name }, t(name))),
      ),
      outcome === "dead" && key !== undefined && button("redrive", () => this.actions.redrive(key)),
    );
  }

  #tabs(): HTMLElement {
    const choose = (tab: Tab): void => {
      this.#tab = tab;
      this.draw();
      this.focus();
    };
    const step = (event: KeyboardEvent): void => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      choose(TABS[(TABS.indexOf(this.#tab) + by + TABS.length) % TABS.length]!);
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

const PANELS: Readonly<Record<Tab, (detail: CallbackDetail) => HTMLElement[]>> = {
  event: ({ event, refusal }) =>
    refusal === undefined
      ? [note(t("rawLeftOut")), codeBlock(pretty(JSON.stringify(event)), t("event"))]
      : [h("p", { class: "note is-bad" }, t("refused", { reason: refusal }))],
  body: ({ row: { bytes }, url, body, omitted }) => [
    note(`POST ${url} · ${bytes} B`),
    codeBlock(body, t("body")),
    ...(omitted > 0 ? [note(t("omitted", { count: omitted }))] : []),
  ],
  logs: ({ logs, journal }) => [
    ...(logs.length > 0 ? [h("ol", { class: "log" }, ...logs.map(logLine))] : [note(t("noLogs"))]),
    ...(journal.length > 0
      ? [
          h("h3", {}, t("history")),
          h(
            "ol",
            { class: "log" },
            ...journal.map(({ at, text }) => h("li", {}, h("time", {}, timeOf(at)), h("code", {}, text))),
          ),
        ]
      : []),
  ],
  answerTab: ({ row: { status, answer, ms }, answer: body }) => [
    note(status === undefined ? `${t("noAnswer")} ${answer}` : `HTTP ${status} · ${ms} ms`),
    ...(body === "" ? [] : [codeBlock(pretty(body), t("answerTab"))]),
  ],
};

function logLine({ at, functionName, text }: LogRow): HTMLElement {
  const { level, message, rest } = readLine(text);
  return h(
    "li",
    { class: level === "warn" || level === "error" ? `is-${level}` : "" },
    h("time", {}, timeOf(at)),
    h("span", { class: "tag", title: functionName }, functionName),
    h("span", {}, message !== "" && h("strong", {}, `${message} `), h("code", {}, rest)),
  );
}

/** A line of the handler's log is JSON: its message first, then its other fields. Any other line is shown unchanged. */
function readLine(text: string): { readonly level: string; readonly message: string; readonly rest: string } {
  try {
    const { level, message, ...fields } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof level === "string" && typeof message === "string")
      return { level, message, rest: JSON.stringify({ ...fields, time: undefined }) };
  } catch {
    // not JSON
  }
  return { level: "", message: "", rest: text };
}

function note(text: string): HTMLElement {
  return h("p", { class: "note" }, text);
}
