/** A dialog in which a body is edited, checked as the handler would, and sent. */
import type { Checked, SendBodyRequest, Target } from "../protocol";
import { post } from "./api";
import { pretty } from "./code";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { h, setText } from "./dom";
import { indentXml } from "./indent-xml";
import { t, tOr } from "./texts";

/** Wait after the last key before a body is checked. */
const CHECK_MS = 200;

export interface EditOptions {
  readonly body: string;
  readonly targets: readonly Target[];
  /** Target that is chosen at first. */
  readonly target?: string;
  /** Callback whose address can be chosen as target. */
  readonly like?: string;
  readonly send: (request: SendBodyRequest) => void;
}

export function openEdit({ body, targets, target, like, send }: EditOptions): void {
  const text = h("textarea", { name: "body", class: "mono", rows: 18, spellcheck: "false", wrap: "off" });
  text.value = pretty(indentXml(body));
  const status = h("p", { class: "note", role: "status" });
  const showStatus = ({ about, refusal }: Checked): void => {
    status.className = refusal === undefined ? "note is-good" : "note is-bad";
    const parts = about && [about.title || tOr("kind", about.kind), about.subject, about.state, about.object];
    const summary = (parts ?? []).filter((part) => part !== "").join(" · ");
    setText(status, refusal === undefined ? t("readsAs", { event: summary }) : t("refused", { reason: refusal }));
  };
  let lastCheck = 0;
  const check = async (): Promise<void> => {
    const checkNumber = ++lastCheck;
    try {
      const checked = await post<Checked>("check", { body: text.value });
      if (checkNumber === lastCheck) showStatus(checked);
    } catch (error) {
      if (checkNumber === lastCheck) showStatus({ refusal: (error as Error).message });
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), CHECK_MS);
  });
  const targetSelect = choice("target", [
    ...(like === undefined ? [] : [["", t("sameAddress")] as const]),
    ...targets.map(({ id, label }) => [id, label] as const),
  ]);
  if (target !== undefined) targetSelect.value = target;
  const dialog = openDialog(
    t("edit"),
    form(
      t("send"),
      (data) => {
        const chosen = valueOf(data, "target");
        send({ ...(chosen === "" ? { like } : { target: chosen }), body: text.value });
        dialog.close();
      },
      h("label", { class: "area" }, h("span", {}, t("body")), text),
      status,
      field(t("target"), targetSelect),
    ),
  );
  dialog.classList.add("is-wide");
  text.focus();
  text.setSelectionRange(0, 0);
  text.scrollTop = 0;
  void check();
}
