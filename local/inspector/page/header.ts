/** The header: name, connection state and actions. */
import { h, setText, show } from "./dom";
import { settings } from "./settings";
import { t } from "./texts";

/** Actions of its buttons. */
export interface HeaderActions {
  send(): void;
  upload(): void;
  faults(): void;
  redrive(): void;
  session(): void;
  language(): void;
  theme(): void;
}

export class Header {
  readonly element = h("header", { class: "bar" });
  readonly #live = h("span", { role: "status" });
  #isLive = false;
  #faults = 0;
  #file: string | undefined;

  constructor(private readonly actions: HeaderActions) {}

  /** Whether the server is reachable. */
  get live(): boolean {
    return this.#isLive;
  }

  set live(isLive: boolean) {
    this.#isLive = isLive;
    this.#live.className = isLive ? "live" : "live is-off";
    setText(this.#live, t(isLive ? "live" : "offline"));
  }

  /** Number of active faults. */
  set faults(count: number) {
    this.#faults = count;
    const button = this.element.querySelector("#faults");
    if (button) setText(button, count > 0 ? `${t("faults")} (${count})` : t("faults"));
  }

  /** Name of the session file that the page shows; its actions are left out. */
  set file(name: string) {
    this.#file = name;
    this.draw();
  }

  draw(): void {
    const { actions } = this;
    const button = (id: keyof HeaderActions, text: string, props: Record<string, string> = {}): HTMLElement =>
      h("button", { type: "button", id, ...props, on: { click: () => actions[id]() } }, text);
    const sending = [
      button("send", t("send"), { class: "primary" }),
      button("upload", t("upload")),
      button("faults", t("faults")),
      button("redrive", t("redriveAll")),
    ];
    show(
      this.element,
      h("h1", {}, t("title")),
      this.#file === undefined ? this.#live : h("span", { class: "mark is-warn" }, t("file", { name: this.#file })),
      this.#file === undefined
        ? h("span", { class: "faint wide-only" }, t("simulation"))
        : h("button", { type: "button", on: { click: () => location.reload() } }, t("closeFile")),
      h("span", { class: "grow" }),
      ...(this.#file === undefined ? sending : []),
      button("session", t("session")),
      button("language", t("language"), {
        "aria-label": t("languageLabel"),
        lang: settings.language === "en" ? "zh-CN" : "en",
      }),
      button("theme", "◐", { "aria-label": t("themeLabel"), title: t("themeLabel") }),
    );
    this.live = this.#isLive;
    this.faults = this.#faults;
  }

  focus(id: keyof HeaderActions): void {
    this.element.querySelector<HTMLElement>(`#${id}`)?.focus();
  }
}
