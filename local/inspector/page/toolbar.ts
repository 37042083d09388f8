/** Search and filter. */
import { h, setText, show } from "./dom";
import type { Filter, Store } from "./store";
import { t } from "./texts";
import type { TextName } from "./texts";

const FILTERS: Readonly<Record<Filter, TextName>> = { all: "all", good: "good", waiting: "waitingFilter", bad: "bad" };

export class Toolbar {
  readonly search = h("input", {
    ...{ type: "search", id: "search", autocomplete: "off", spellcheck: "false" },
    on: { input: () => this.#searchFor(this.search.value) },
  });
  readonly #count = h("span", { class: "faint", id: "count", role: "status" });
  readonly element = h("div", { class: "bar tools", role: "search" });
  #filter: Filter = "all";

  /** @param onChange called when the filter changes */
  constructor(
    private readonly store: Store,
    private readonly onChange: () => void,
  ) {}

  draw(): void {
    this.search.placeholder = t("search");
    this.search.setAttribute("aria-label", t("searchLabel"));
    const buttons = (Object.keys(FILTERS) as Filter[]).map((name) =>
      h(
        "button",
        {
          ...{ type: "button", "data-filter": name, "aria-pressed": String(name === this.#filter) },
          on: { click: () => this.#choose(name) },
        },
        t(FILTERS[name]),
      ),
    );
    const chips = h("div", { class: "chips", role: "group", "aria-label": t("outcome") }, ...buttons);
    show(this.element, this.search, chips, this.#count);
    this.count();
  }

  /** Shows the number of matching rows. */
  count(): void {
    setText(this.#count, t("shown", { shown: this.store.wanted.length, all: this.store.size }));
  }

  clear(): void {
    this.search.value = "";
    this.#searchFor("");
  }

  #choose(filter: Filter): void {
    this.#filter = filter;
    this.store.filter(filter);
    for (const button of this.element.querySelectorAll<HTMLElement>("[data-filter]")) {
      button.setAttribute("aria-pressed", String(button.dataset["filter"] === filter));
    }
    this.onChange();
  }

  #searchFor(text: string): void {
    this.store.search(text);
    this.onChange();
  }
}
