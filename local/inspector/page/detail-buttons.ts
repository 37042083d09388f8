/** Actions on a callback. */
import type { Break, CallbackDetail, InputObject } from "../protocol";
import { h } from "./dom";
import { COPIES } from "./copy-callback";
import type { Copy } from "./copy-callback";
import { t } from "./texts";
import type { TextName } from "./texts";
import { timeOf } from "./time";

export interface DetailActions {
  repeat(id: string, options: { readonly break?: Break; readonly delayMs?: number }): void;
  runAgain(id: string): void;
  redrive(key: string): void;
  retryNow(key: string): void;
  edit(detail: CallbackDetail): void;
  copy(detail: CallbackDetail, form: Copy): void;
  writeTest(detail: CallbackDetail): void;
  compareBuilds(detail: CallbackDetail): void;
  /** Compares the callback to the next selected one. */
  readonly compareWith: (id: string) => void;
  readonly isCompared: (id: string) => boolean;
  /** Opens the object that the callback is about. */
  object(input: InputObject): void;
  readonly pin: (id: string) => void;
  readonly isPinned: (id: string) => boolean;
  back(): void;
}

const BREAKS: readonly Break[] = ["truncate", "secret", "encoding"];

/** Number of runs of user code, and time of the next; `undefined` without durable delivery, and after a single run. */
export function drawAttempts({ attempts, row }: CallbackDetail, actions: DetailActions): HTMLElement | undefined {
  const { key } = row;
  if (!attempts || key === undefined || row.outcome === "duplicate") return undefined;
  const { count, most, until, phase } = attempts;
  const isWaiting = phase === "waiting" || phase === "claimed" || phase === "running";
  if (count < 2 && !isWaiting && phase !== "dead") return undefined;
  return h(
    "p",
    { class: "attempts" },
    h("span", {}, t("attempt", { count, most })),
    isWaiting && h("span", { class: "faint" }, t(phase === "waiting" ? "nextRun" : "lease", { time: timeOf(until) })),
    isWaiting && button("retryNow", () => actions.retryNow(key)),
  );
}

/** @param isMissing the server does not have the callback: it can be copied, but not sent */
export function drawButtons(detail: CallbackDetail, actions: DetailActions, isMissing: boolean): HTMLElement {
  const { id, key, outcome } = detail.row;
  const sending = [
    button("runAgain", () => actions.runAgain(id), "runAgainHint"),
    button("repeat", () => actions.repeat(id, {}), "repeatHint"),
    button("delay", () => actions.repeat(id, { delayMs: 5000 })),
    button("edit", () => actions.edit(detail)),
    button("compareBuilds", () => actions.compareBuilds(detail), "compareBuildsHint"),
    menu("break", BREAKS, (name) => actions.repeat(id, { break: name })),
    outcome === "dead" && key !== undefined && button("redrive", () => actions.redrive(key)),
  ];
  return h(
    "div",
    { class: "buttons" },
    ...(isMissing ? [] : sending),
    ...(isMissing ? [] : [toggle("pin", actions.isPinned(id), () => actions.pin(id))]),
    toggle("compareWith", actions.isCompared(id), () => actions.compareWith(id)),
    menu("copy", COPIES, (form) => actions.copy(detail, form)),
    button("writeTest", () => actions.writeTest(detail)),
  );
}

function button(text: TextName, click: () => void, title?: TextName): HTMLElement {
  return h("button", { type: "button", "data-key": text, title: title && t(title), on: { click } }, t(text));
}

function toggle(text: "pin" | "compareWith", isOn: boolean, click: () => void): HTMLElement {
  const element = button(text, click, `${text}Hint`);
  element.setAttribute("aria-pressed", String(isOn));
  return element;
}

/** A select that acts at once, then shows its label again. */
function menu<Name extends TextName>(
  text: TextName,
  names: readonly Name[],
  onChoose: (name: Name) => void,
): HTMLElement {
  const change = ({ target }: Event): void => {
    const select = target as HTMLSelectElement;
    onChoose(select.value as Name);
    select.value = "";
  };
  return h(
    "select",
    { "aria-label": t(text), "data-key": text, on: { change } },
    h("option", { value: "", disabled: true, selected: true }, `${t(text)} …`),
    ...names.map((name) => h("option", { value: name }, t(name))),
  );
}
