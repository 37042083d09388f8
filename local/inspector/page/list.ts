/** The list of callbacks. Only visible rows are in the document, so that ten thousand rows cost as much as fifty. */
import type { CallbackRow } from "../protocol";
import { h, setText } from "./dom";
import type { Store } from "./store";
import { isFailedState, outcomeClass } from "./outcome";
import { t, tOr } from "./texts";
import { timeOf } from "./time";
import { scrollTo, windowOf } from "./window";

const COLUMNS = ["time", "callback", "object", "state", "answer", "outcome"] as const;

interface RowElements {
  readonly root: HTMLElement;
  readonly cells: Readonly<Record<(typeof COLUMNS)[number], HTMLElement>>;
  readonly format: HTMLElement;
  readonly title: HTMLElement;
  readonly subject: HTMLElement;
  /** Shown for a failed job only. */
  readonly failed: HTMLElement;
}

export interface ListActions {
  /** The user chose a row. `isStep`: with a key that moves through the list. */
  select(id: string, isStep: boolean): void;
  /** The user opened the chosen row. */
  open(isByKey: boolean): void;
  /** Called in each frame that renders rows, so that counts and rows on the page always agree. */
  draw(): void;
}

export class List {
  readonly #head = h("div", { class: "list-head", "aria-hidden": "true" });
  readonly #space = h("div", { class: "list-space", role: "presentation" });
  readonly #empty = h("div", { class: "empty" });
  readonly #box = h("div", { class: "list", role: "listbox", tabindex: 0 }, this.#space, this.#empty);
  readonly element = h("div", { class: "list-frame" }, this.#head, this.#box);
  readonly #pool: RowElements[] = [];
  #selected: string | undefined;
  #firstId: string | undefined;
  #isQueued = false;

  constructor(
    private readonly store: Store,
    private readonly actions: ListActions,
  ) {
    this.#box.addEventListener("scroll", () => this.update(), { passive: true });
    this.#box.addEventListener("keydown", (event) => this.#onKey(event));
    this.#box.addEventListener("click", ({ target }) => {
      const row = (target as Element).closest<HTMLElement>(".row");
      if (!row) return;
      this.select(row.dataset["id"]!);
      this.actions.open(false);
    });
    new ResizeObserver(() => this.update()).observe(this.#box);
  }

  get selected(): string | undefined {
    return this.#selected;
  }

  focus(): void {
    this.#box.focus();
  }

  /** Chooses a row and scrolls it into view. */
  select(id: string, isStep = false): void {
    this.mark(id);
    this.actions.select(id, isStep);
  }

  /** Chooses and opens a row. */
  open(id: string): void {
    this.select(id);
    this.actions.open(true);
  }

  /** Shows a row as selected and scrolls it into view; `undefined` for none. */
  mark(id: string | undefined): void {
    this.#selected = id;
    const index = id === undefined ? -1 : this.#indexOf(id);
    if (index >= 0) {
      const { scrollTop, clientHeight } = this.#box;
      this.#box.scrollTop = scrollTo(index, scrollTop, clientHeight, this.#rowHeight());
    }
    this.update();
  }

  /** Renders in the next frame, however often it is called until then. */
  update(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    requestAnimationFrame(() => {
      this.#isQueued = false;
      this.#draw();
      this.actions.draw();
    });
  }

  #draw(): void {
    const { matching, size } = this.store;
    const rowHeight = this.#rowHeight();
    this.#space.style.height = `${matching.length * rowHeight}px`;
    this.#keepVisibleRows(rowHeight);
    const { scrollTop, clientHeight } = this.#box;
    const { first, end } = windowOf(scrollTop, clientHeight, rowHeight, matching.length);
    while (this.#pool.length < end - first) this.#pool.push(this.#newRow());
    for (const [slot, row] of this.#pool.entries()) {
      const index = first + slot;
      row.root.hidden = index >= end;
      if (index < end) this.#fill(row, matching[index]!, index, matching.length, rowHeight);
    }
    this.#box.setAttribute("aria-label", t("callbacks"));
    const isShown = this.#selected !== undefined && this.#indexOf(this.#selected) >= 0;
    if (isShown) this.#box.setAttribute("aria-activedescendant", `row-${this.#selected}`);
    else this.#box.removeAttribute("aria-activedescendant");
    this.#head.replaceChildren(...COLUMNS.map((name) => h("span", { class: `c-${name}` }, t(name))));
    this.#empty.hidden = matching.length > 0;
    this.#empty.replaceChildren(
      ...(size > 0
        ? [h("p", {}, t("noMatch")), h("p", {}, t("searchHint"))]
        : [h("p", {}, t("none")), h("p", {}, t("noneHint"))]),
    );
  }

  /** New rows are inserted at the top. Keeps the same rows visible if the list is scrolled down. */
  #keepVisibleRows(rowHeight: number): void {
    const { matching } = this.store;
    const before = this.#firstId === undefined ? -1 : this.#indexOf(this.#firstId);
    if (before > 0 && this.#box.scrollTop > 0) this.#box.scrollTop += before * rowHeight;
    this.#firstId = matching[0]?.id;
  }

  #newRow(): RowElements {
    const [format, title, subject] = [
      h("span", { class: "tag" }),
      h("strong"),
      h("span", { class: "subject faint mono" }),
    ];
    const failed = h("span", { class: "mark is-bad" });
    const cell = (name: string, ...content: HTMLElement[]): HTMLElement =>
      h("span", { class: `c-${name}` }, ...content);
    const cells = {
      time: cell("time"),
      callback: cell("callback", format, title, failed, subject),
      object: cell("object"),
      state: cell("state"),
      answer: cell("answer"),
      outcome: cell("outcome", h("span", { class: "pill" })),
    };
    const root = h("div", { class: "row", role: "option" }, ...COLUMNS.map((name) => cells[name]));
    this.#space.append(root);
    return { root, cells, format, title, subject, failed };
  }

  #fill(
    { root, cells, ...parts }: RowElements,
    row: CallbackRow,
    index: number,
    count: number,
    rowHeight: number,
  ): void {
    const { id, status, ms, outcome, fault } = row;
    const answer = fault ? tOr("fault", fault) : row.answer;
    root.id = `row-${id}`;
    root.dataset["id"] = id;
    root.style.transform = `translateY(${index * rowHeight}px)`;
    root.setAttribute("aria-selected", String(id === this.#selected));
    root.setAttribute("aria-posinset", String(index + 1));
    root.setAttribute("aria-setsize", String(count));
    setText(cells.time, timeOf(row.at));
    setText(parts.format, row.format);
    setText(parts.title, row.title || tOr("kind", row.kind));
    setText(parts.subject, row.subject);
    cells.callback.title = `${row.title} ${row.subject}`;
    setText(cells.object, row.object);
    cells.object.title = row.object;
    setText(cells.state, row.state);
    parts.failed.hidden = !isFailedState(row.state);
    setText(parts.failed, parts.failed.hidden ? "" : row.state);
    setText(cells.answer, `${status ?? "—"} ${answer} · ${ms < 10 ? ms : Math.round(ms)} ms`);
    cells.answer.title = answer;
    const pill = cells.outcome.firstElementChild!;
    pill.className = outcomeClass(row);
    setText(pill, tOr("outcome", outcome));
  }

  #onKey(event: KeyboardEvent): void {
    const { matching } = this.store;
    const selectedIndex = this.#selected === undefined ? -1 : this.#indexOf(this.#selected);
    const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#rowHeight()) - 1);
    const steps: Readonly<Record<string, number>> = {
      ...{
        ArrowDown: selectedIndex + 1,
        ArrowUp: selectedIndex - 1,
        PageDown: selectedIndex + page,
        PageUp: selectedIndex - page,
      },
      ...{ Home: 0, End: matching.length - 1 },
    };
    if (event.key === "Enter" && selectedIndex >= 0) this.actions.open(true);
    const target = steps[event.key];
    if (target === undefined || matching.length === 0) return;
    event.preventDefault();
    this.select(matching[Math.max(0, Math.min(matching.length - 1, target))]!.id, true);
  }

  #indexOf(id: string): number {
    return this.store.matching.findIndex((row) => row.id === id);
  }

  #rowHeight(): number {
    return matchMedia("(max-width: 760px)").matches ? 60 : 34;
  }
}
