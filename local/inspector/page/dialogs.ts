/** The dialogs: send, upload, faults. The browser keeps focus inside of them and closes them on Esc. */
import type { Fault, FaultEffect } from "../../fault";
import type { Hello, SendRequest, State, UploadRequest } from "../protocol";
import { h, show } from "./dom";
import { t } from "./texts";
import type { TextName } from "./texts";

export function openDialog(title: string, ...content: readonly Node[]): HTMLDialogElement {
  const dialog = h("dialog", { "aria-label": title, on: { close: () => dialog.remove() } });
  dialog.append(
    h(
      "header",
      {},
      h("h2", {}, title),
      h("button", { type: "button", "aria-label": t("close"), on: { click: () => dialog.close() } }, "✕"),
    ),
    ...content,
  );
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

function choice(name: string, options: readonly (readonly [value: string, text: string])[]): HTMLSelectElement {
  return h("select", { name }, ...options.map(([value, text]) => h("option", { value }, text)));
}

function form(submit: string, run: (data: FormData) => void, ...fields: readonly HTMLElement[]): HTMLFormElement {
  return h(
    "form",
    {
      on: {
        submit: (event) => {
          event.preventDefault(); // the policy of the page allows no form to go anywhere
          run(new FormData(event.target as HTMLFormElement));
        },
      },
    },
    ...fields,
    h("button", { type: "submit", class: "primary" }, submit),
  );
}

const value = (data: FormData, name: string): string => {
  const found = data.get(name);
  return typeof found === "string" ? found : "";
};

export function openSend({ samples }: Hello, { targets }: State, send: (request: SendRequest) => void): void {
  if (targets.length === 0) return void openDialog(t("send"), h("p", { class: "note" }, t("noTarget")));
  const format = choice("format", [
    ["xml", "XML"],
    ["json", "JSON"],
  ]);
  format.value = targets[0]!.format.toLowerCase();
  const sample = choice(
    "sample",
    samples.map((name) => [name, name] as const),
  );
  sample.value = "SplitVideoParts";
  const dialog = openDialog(
    t("send"),
    form(
      t("send"),
      (data) => {
        const breakage = value(data, "break");
        send({
          target: value(data, "target"),
          sample: value(data, "sample"),
          format: value(data, "format") as SendRequest["format"],
          failed: data.has("failed"),
          workflow: data.has("workflow"),
          times: Number(value(data, "times")),
          ...(breakage !== "" && { break: breakage as NonNullable<SendRequest["break"]> }),
        });
        dialog.close();
      },
      field(t("sample"), sample),
      field(
        t("target"),
        choice(
          "target",
          targets.map(({ id, label }) => [id, label] as const),
        ),
      ),
      field(t("format"), format),
      field(t("failed"), h("input", { type: "checkbox", name: "failed" })),
      field(t("workflow"), h("input", { type: "checkbox", name: "workflow" })),
      field(
        t("break"),
        choice("break", [
          ["", t("intact")],
          ...(["truncate", "secret", "encoding"] as const).map((name) => [name, t(name)] as const),
        ]),
      ),
      field(t("times"), h("input", { type: "number", name: "times", value: 1, min: 1, max: 100, required: true })),
    ),
  );
  sample.focus();
}

export function openUpload({ buckets }: State, upload: (request: UploadRequest) => void): void {
  const dialog = openDialog(
    t("uploadTitle"),
    h("p", { class: "note" }, t("uploadHint")),
    form(
      t("upload"),
      (data) => {
        upload({ bucket: value(data, "bucket"), key: value(data, "key") });
        dialog.close();
      },
      field(
        t("bucketName"),
        choice(
          "bucket",
          buckets.map((name) => [name, name] as const),
        ),
      ),
      field(t("key"), h("input", { type: "text", name: "key", value: "videos/holiday.mp4", required: true })),
    ),
  );
}

/** Where a fault strikes → what its line begins with; the rest is chosen or typed. */
const PLACES: Readonly<Record<string, string>> = {
  whereCallback: "CALLBACK *",
  whereEvent: "EVENT *",
  whereApi: "* *",
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

/** Which presets make sense where. */
const FITTING: Readonly<Record<string, readonly TextName[]>> = {
  whereCallback: ["drop", "answer503", "delay2s", "repeat2", "reorder"],
  whereEvent: ["drop", "delay2s", "repeat2", "reorder"],
  whereApi: ["drop", "answer503", "delay2s", "killBefore", "killAfter"],
  whereFunction: ["killBefore", "killAfter"],
};

export interface FaultActions {
  add(fault: Fault): void;
  /** All of them without an id. */
  remove(id?: number): void;
}

/** Opens the panel; gives what draws the faults that are set. */
export function openFaults(state: State, actions: FaultActions): (state: State) => void {
  const where = choice(
    "where",
    Object.keys(PLACES).map((name) => [name, t(name as TextName)] as const),
  );
  const what = h("select", { name: "what" });
  const match = h("input", { type: "text", name: "match", required: true, spellcheck: "false", class: "mono" });
  const fit = (): void => {
    match.value = PLACES[where.value]!;
    show(what, ...FITTING[where.value]!.map((name) => h("option", { value: name }, t(name))));
  };
  where.addEventListener("change", fit);
  fit();
  const set = h("ul", { class: "faults" });
  const draw = ({ faults }: State): void => {
    if (faults.length === 0) return show(set, h("li", { class: "note" }, t("noFaults")));
    const items = faults.map(({ id, fault, seen }) =>
      h(
        "li",
        {},
        h("code", {}, `${fault.match} → ${JSON.stringify(fault.effect)} ×${fault.times ?? 1}`),
        h("span", { class: "faint" }, t("seen", { seen })),
        h("button", { type: "button", on: { click: () => actions.remove(id) } }, t("remove")),
      ),
    );
    show(
      set,
      ...items,
      h("li", {}, h("button", { type: "button", on: { click: () => actions.remove() } }, t("clear"))),
    );
  };
  draw(state);
  openDialog(
    t("faults"),
    form(
      t("add"),
      (data) => {
        const preset = PRESETS[value(data, "what") as TextName]!;
        actions.add({ match: value(data, "match"), times: Number(value(data, "times")), ...preset });
      },
      field(t("where"), where),
      field(t("what"), what),
      field(t("match"), match),
      field(
        t("times"),
        h("input", { type: "number", name: "times", value: 1, min: 1, max: 1_000_000, required: true }),
      ),
    ),
    set,
  );
  return draw;
}
