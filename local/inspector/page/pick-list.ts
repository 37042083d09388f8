/** A list with one chosen item. Keys: Tab stops once, arrows, Home and End move. */
import { h, keepFocus, show } from "./dom";

export interface Pick {
  readonly id: string;
  readonly parts: readonly (HTMLElement | string | false)[];
}

export class PickList {
  readonly element: HTMLElement;
  #picks: readonly Pick[] = [];
  #chosen: string | undefined;

  constructor(
    label: string,
    private readonly choose: (id: string) => void,
  ) {
    this.element = h("ul", { class: "picks", "aria-label": label, on: { keydown: (event) => this.#step(event) } });
  }

  /** @param chosen id of the chosen item. @default - as before */
  show(picks: readonly Pick[], chosen = this.#chosen): void {
    this.#picks = picks;
    this.#chosen = chosen;
    const stop = picks.some(({ id }) => id === chosen) ? chosen : picks[0]?.id;
    keepFocus(this.element, () => show(this.element, ...picks.map((pick) => this.#item(pick, pick.id === stop))));
  }

  #item({ id, parts }: Pick, isStop: boolean): HTMLElement {
    const click = (): void => {
      this.show(this.#picks, id);
      this.choose(id);
    };
    const isChosen = id === this.#chosen && "true";
    const attributes = { type: "button", class: "pick", "data-key": id, "aria-current": isChosen };
    return h("li", {}, h("button", { ...attributes, tabindex: isStop ? 0 : -1, on: { click } }, ...parts));
  }

  #step(event: KeyboardEvent): void {
    const buttons = [...this.element.querySelectorAll<HTMLElement>(".pick")];
    const at = buttons.indexOf(event.target as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    buttons[next]?.focus();
  }
}
