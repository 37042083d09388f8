/** The active faults, and a form to add one. */
import type { Fault, FaultEffect } from "../../fault";
import type { State } from "../protocol";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { h, show } from "./dom";
import { t } from "./texts";
import type { TextName } from "./texts";

/** Where a fault applies → its `match`, which the user can refine. */
const SCOPES: Readonly<Record<string, string>> = {
  whereCallback: "CALLBACK *",
  whereEvent: "EVENT *",
  whereApi: "* *.myqcloud.com/*",
  whereFunction: "INVOKE *",
};

type Preset = Pick<Fault, "effect" | "chance">;
const effect = (effect: FaultEffect, chance = 1): Preset => ({ effect, chance });

const PRESETS: Readonly<Partial<Record<TextName, Preset>>> = {
  drop: effect({ type: "drop" }),
  answer503: effect({ type: "answer", status: 503 }),
  delay2s: effect({ type: "delay", ms: 2000 }),
  repeat2: effect({ type: "repeat", times: 2 }),
  reorder: effect({ type: "delay", ms: 1500 }, 0.5),
  killBefore: effect({ type: "kill", when: "before" }),
  killAfter: effect({ type: "kill", when: "after" }),
};

/** Presets by scope. */
const PRESETS_OF_SCOPE: Readonly<Record<string, readonly TextName[]>> = {
  whereCallback: ["drop", "answer503", "delay2s", "repeat2", "reorder"],
  whereEvent: ["drop", "delay2s", "repeat2", "reorder"],
  whereApi: ["drop", "answer503", "delay2s", "killBefore", "killAfter"],
  whereFunction: ["killBefore", "killAfter"],
};

export interface FaultActions {
  add(fault: Fault): void;
  /** Removes all faults if there is no id. */
  remove(id?: number): void;
}

/** Opens the panel; returns a function that renders the active faults. */
export function openFaults(state: State, actions: FaultActions): (state: State) => void {
  const scopeSelect = choice(
    "where",
    Object.keys(SCOPES).map((name) => [name, t(name as TextName)] as const),
  );
  const presetSelect = h("select", { name: "what" });
  const match = h("input", { type: "text", name: "match", required: true, spellcheck: "false", class: "mono" });
  const applyScope = (): void => {
    match.value = SCOPES[scopeSelect.value]!;
    show(presetSelect, ...PRESETS_OF_SCOPE[scopeSelect.value]!.map((name) => h("option", { value: name }, t(name))));
  };
  scopeSelect.addEventListener("change", applyScope);
  applyScope();
  const times = h("input", { type: "number", name: "times", value: 1, min: 1, max: 1_000_000, required: true });
  // A single callback cannot be out of order.
  presetSelect.addEventListener("change", () => (times.value = presetSelect.value === "reorder" ? "10" : "1"));
  const faultList = h("ul", { class: "faults" });
  let drawnFaults = "";
  const draw = ({ faults }: State): void => {
    const serialized = JSON.stringify(faults);
    if (serialized === drawnFaults) return;
    drawnFaults = serialized;
    const hadFocus = faultList.contains(document.activeElement);
    if (faults.length === 0) {
      show(faultList, h("li", { class: "note" }, t("noFaults")));
      if (hadFocus) match.focus();
      return;
    }
    const items = faults.map(({ id, fault, seen, left }) =>
      h(
        "li",
        { class: left === 0 ? "is-spent" : undefined },
        h("code", {}, `${fault.match} → ${nameOf(fault)} ×${fault.times ?? 1}`),
        h("span", { class: "faint" }, left === 0 ? t("spent", { seen }) : t("left", { seen, left })),
        h("button", { type: "button", on: { click: () => actions.remove(id) } }, t("remove")),
      ),
    );
    show(
      faultList,
      ...items,
      h("li", {}, h("button", { type: "button", on: { click: () => actions.remove() } }, t("clear"))),
    );
    if (hadFocus) faultList.querySelector("button")?.focus();
  };
  draw(state);
  openDialog(
    t("faults"),
    form(
      t("add"),
      (data) => {
        const preset = PRESETS[valueOf(data, "what") as TextName]!;
        actions.add({ match: valueOf(data, "match"), times: Number(valueOf(data, "times")), ...preset });
      },
      field(t("where"), scopeSelect),
      field(t("what"), presetSelect),
      field(t("match"), match),
      field(t("times"), times),
    ),
    faultList,
  );
  return draw;
}

/** Name of the preset that creates such a fault; for any other fault, its effect. */
function nameOf({ effect, chance = 1 }: Fault): string {
  const text = JSON.stringify({ effect, chance });
  const found = Object.entries(PRESETS).find(([, preset]) => JSON.stringify(preset) === text);
  return found ? t(found[0] as TextName) : JSON.stringify(effect);
}
