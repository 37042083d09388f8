/** The dialog to send a callback. */
import type { Hello, SendRequest, State } from "../protocol";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { h } from "./dom";
import { t } from "./texts";

export interface SendActions {
  readonly send: (request: SendRequest) => void;
  /** Lets the user edit the sample before it is sent. */
  readonly edit: (request: SendRequest) => void;
}

export function openSend({ samples }: Hello, { targets }: State, { send, edit }: SendActions): void {
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
  const read = (data: FormData): SendRequest => {
    const breakage = valueOf(data, "break");
    return {
      target: valueOf(data, "target"),
      sample: valueOf(data, "sample"),
      format: valueOf(data, "format") as SendRequest["format"],
      failed: data.has("failed"),
      workflow: data.has("workflow"),
      times: Number(valueOf(data, "times")),
      ...(breakage !== "" && { break: breakage as NonNullable<SendRequest["break"]> }),
    };
  };
  const editSample = ({ target }: Event): void => {
    const request = read(new FormData((target as HTMLButtonElement).form!));
    dialog.close();
    edit(request);
  };
  const dialog = openDialog(
    t("send"),
    form(
      t("send"),
      (data) => {
        send(read(data));
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
      h("button", { type: "button", "data-key": "edit", on: { click: editSample } }, t("edit")),
    ),
  );
  sample.focus();
}
