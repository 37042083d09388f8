/** The diagram of the deployed pipeline. */
import type { Graph } from "../protocol";
import { h, keepFocus, show } from "./dom";
import { drawGraph } from "./graph";
import { t } from "./texts";

/** Lets time pass for the callbacks in the inbox. */
export interface ClockActions {
  readonly hour: () => void;
  readonly drain: () => void;
}

/** Space on both sides of the drawing, in pixels. */
const MARGIN = 36;

export class PipelineView {
  readonly element = h("section", { class: "pipeline" });
  #graph: Graph | undefined;
  #isOpen = true;

  constructor(private readonly clock: ClockActions) {
    let width = 0;
    new ResizeObserver(([entry]) => {
      const now = Math.round(entry!.contentRect.width);
      if (now !== width) this.draw();
      width = now;
    }).observe(this.element);
  }

  /** Renders a graph if it has changed. */
  show(graph: Graph): void {
    if (JSON.stringify(graph) === JSON.stringify(this.#graph)) return;
    this.#graph = graph;
    this.draw();
  }

  draw(): void {
    keepFocus(this.element, () => this.#draw(), "button");
  }

  #draw(): void {
    const graph = this.#graph;
    const scrolled = this.element.querySelector(".graph")?.scrollLeft ?? 0;
    const click = (): void => {
      this.#isOpen = !this.#isOpen;
      this.draw();
    };
    const isOpen = String(this.#isOpen);
    const toggle = h(
      "button",
      { type: "button", class: "quiet", "data-key": "toggle", "aria-expanded": isOpen, on: { click } },
      t(this.#isOpen ? "hidePipeline" : "showPipeline"),
    );
    const isDrawn = this.#isOpen && graph !== undefined && graph.nodes.length > 0;
    const drawing = isDrawn ? drawGraph(graph, t("pipeline"), this.element.clientWidth - MARGIN) : undefined;
    show(
      this.element,
      h("div", { class: "section-head" }, h("h2", {}, t("pipeline")), toggle, ...this.#clockButtons()),
      drawing,
      this.#isOpen && !isDrawn && h("p", { class: "empty" }, t("notDeployed")),
    );
    if (drawing) drawing.scrollLeft = scrolled;
  }

  /** Nothing waits without an inbox. */
  #clockButtons(): HTMLElement[] {
    if (!this.#graph?.nodes.some(({ kind }) => kind === "inbox")) return [];
    return (["hour", "drain"] as const).map((name) => {
      const attributes = { type: "button", class: "quiet", "data-key": name, title: t(`${name}Hint`) };
      return h("button", { ...attributes, on: { click: this.clock[name] } }, t(name));
    });
  }
}
