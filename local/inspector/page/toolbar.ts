/** Search and filter. */
import { findTexts } from "./api";
import { h, setText, show } from "./dom";
import { parseQuery } from "./query";
import type { Filter, Store } from "./store";
import { t } from "./texts";
import type { TextName } from "./texts";

const FILTERS: Readonly<Record<Filter, TextName>> = { all: "all", good: "good", waiting: "waitingFilter", bad: "bad" };

/** Wait after the last key before the server searches bodies and logs. */
const SEARCH_MS = 150;

export class Toolbar {
  readonly search = h("input", {
    ...{ type: "search", id: "search", autocomplete: "off", spellcheck: "false" },
    on: { input: () => this.#searchFor(this.search.value) },
  });
  readonly #count = h("span", { class: "faint", id: "count", role: "status" });
  readonly element = h("div", { class: "bar tools", role: "search" });
  #filter: Filter = "all";

  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param onChange called when the filter changes
   * @param onFailure called with the reason why bodies and logs could not be searched
   */
  constructor(
    private readonly store: Store,
    private readonly onChange: () => void,
    private readonly onFailure: (message: string) => void,
  ) {}

  draw(): void {
    this.search.placeholder = t("search");
    this.search.title = t("searchHint");
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
    setText(this.#count, t("shown", { shown: this.store.matching.length, all: this.store.size }));
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

  /** Searches again: the bodies of new callbacks are not known to the page. */
  refresh(): void {
    if (parseQuery(this.search.value).texts.length > 0) this.#searchFor(this.search.value);
  }

  #searchFor(text: string): void {
    const query = parseQuery(text);
    clearTimeout(this.#timer);
    const search = (found?: ReadonlySet<string>): void => {
      this.store.search(query, found);
      this.onChange();
    };
    if (query.texts.length === 0) return search();
    this.#timer = setTimeout(() => {
      findTexts(query.texts).then(
        (ids) => this.search.value === text && search(new Set(ids)),
        (error: Error) => this.onFailure(error.message),
      );
    }, SEARCH_MS);
  }
}
