/** Keys of the whole page. A dialog has its own. */
import type { List } from "./list";
import type { Store } from "./store";
import type { Toolbar } from "./toolbar";

export interface KeyboardParts {
  readonly toolbar: Toolbar;
  readonly list: List;
  readonly store: Store;
  readonly leave: () => void;
}

export function listenToKeys({ toolbar, list, store, leave }: KeyboardParts): void {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (document.querySelector("dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    const isSearch = target === toolbar.search;
    if (key === "/" && !isSearch && !(target instanceof HTMLSelectElement)) {
      event.preventDefault();
      toolbar.search.select();
      toolbar.search.focus();
    } else if (key === "Escape") {
      if (isSearch && toolbar.search.value !== "") toolbar.clear();
      else leave();
    } else if (isSearch && (key === "ArrowDown" || key === "Enter")) {
      event.preventDefault();
      const [only, second] = store.matching;
      if (key === "Enter" && only && !second) list.open(only.id);
      else list.focus();
    }
  });
}
