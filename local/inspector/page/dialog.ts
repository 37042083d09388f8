/** Parts shared by all dialogs. */
import { h } from "./dom";
import { t } from "./texts";

/** Opens a dialog. The browser traps the focus inside it and closes it on Esc. */
export function openDialog(title: string, ...content: readonly Node[]): HTMLDialogElement {
  const opener = document.activeElement?.getAttribute("data-key");
  const close = (): void => {
    dialog.remove();
    // The browser focuses the element that opened the dialog, unless it was drawn again meanwhile.
    if (opener && document.activeElement === document.body) {
      document.querySelector<HTMLElement>(`[data-key="${CSS.escape(opener)}"]`)?.focus();
    }
  };
  const dialog = h("dialog", { "aria-label": title, on: { close } });
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

/** A control with its label. */
export function field(label: string, control: HTMLElement): HTMLElement {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

export function choice(name: string, options: readonly (readonly [value: string, text: string])[]): HTMLSelectElement {
  return h("select", { name }, ...options.map(([value, text]) => h("option", { value }, text)));
}

/** A form that is handled by script: the page's policy forbids submitting it. */
export function form(
  submit: string,
  onSubmit: (data: FormData) => void,
  ...fields: readonly HTMLElement[]
): HTMLFormElement {
  return h(
    "form",
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          onSubmit(new FormData(event.target as HTMLFormElement));
        },
      },
    },
    ...fields,
    h("button", { type: "submit", class: "primary" }, submit),
  );
}

export const valueOf = (data: FormData, name: string): string => {
  const found = data.get(name);
  return typeof found === "string" ? found : "";
};
