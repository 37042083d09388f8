/** Actions on a callback. */
import type { Break, CallbackDetail } from "../protocol";
import { h } from "./dom";
import { t } from "./texts";
import type { TextName } from "./texts";

export interface DetailActions {
  repeat(id: string, options: { readonly break?: Break; readonly delayMs?: number }): void;
  runAgain(id: string): void;
  redrive(key: string): void;
  back(): void;
}

const BREAKS: readonly Break[] = ["truncate", "secret", "encoding"];

export function drawButtons({ row: { id, key, outcome } }: CallbackDetail, actions: DetailActions): HTMLElement {
  const button = (text: TextName, click: () => void, title?: TextName): HTMLElement =>
    h("button", { type: "button", "data-key": text, title: title && t(title), on: { click } }, t(text));
  const change = ({ target }: Event): void => {
    const select = target as HTMLSelectElement;
    actions.repeat(id, { break: select.value as Break });
    select.value = "";
  };
  return h(
    "div",
    { class: "buttons" },
    button("runAgain", () => actions.runAgain(id), "runAgainHint"),
    button("repeat", () => actions.repeat(id, {}), "repeatHint"),
    button("delay", () => actions.repeat(id, { delayMs: 5000 })),
    h(
      "select",
      { "aria-label": t("break"), "data-key": "break", on: { change } },
      h("option", { value: "", disabled: true, selected: true }, `${t("break")} …`),
      ...BREAKS.map((name) => h("option", { value: name }, t(name))),
    ),
    outcome === "dead" && key !== undefined && button("redrive", () => actions.redrive(key)),
  );
}
