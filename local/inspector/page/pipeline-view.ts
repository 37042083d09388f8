/** The diagram of the deployed pipeline. */
import type { Graph } from "../protocol";
import { h, keepFocus, show } from "./dom";
import { drawGraph, nodeAt } from "./graph";
import { t } from "./texts";
import type { TextName } from "./texts";
import type { Views } from "./views";

/** Advances time for the callbacks in the inbox. */
export interface ClockActions {
  readonly hour: () => void;
  readonly drain: () => void;
}

/** Space on both sides of the drawing, in pixels. */
const MARGIN = 36;

export class PipelineView {
  readonly element = h("section", { class: "pipeline" });
  #graph: Graph | undefined;
  #isExpanded = true;
  /** Whether nodes and views cannot be opened: the page shows a session file. */
  isReadOnly = false;

  constructor(
    private readonly clock: ClockActions,
    private readonly views: Views,
  ) {
    this.element.addEventListener("click", (event) => {
      const node = nodeAt(event);
      if (node !== undefined) views.resources(node);
    });
    let width = 0;
    new ResizeObserver(([entry]) => {
      const newWidth = Math.round(entry!.contentRect.width);
      if (newWidth !== width) this.draw();
      width = newWidth;
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
      this.#isExpanded = !this.#isExpanded;
      this.draw();
    };
    const isOpen = String(this.#isExpanded);
    const toggle = h(
      "button",
      { type: "button", class: "quiet", "data-key": "toggle", "aria-expanded": isOpen, on: { click } },
      t(this.#isExpanded ? "hidePipeline" : "showPipeline"),
    );
    const isDrawn = this.#isExpanded && graph !== undefined && graph.nodes.length > 0;
    const width = this.element.clientWidth - MARGIN;
    const drawing = isDrawn ? drawGraph(graph, t("pipeline"), width, !this.isReadOnly) : undefined;
    show(
      this.element,
      h("div", { class: "section-head" }, h("h2", {}, t("pipeline")), toggle, ...this.#buttons()),
      drawing,
      this.#isExpanded && !isDrawn && h("p", { class: "empty" }, t("notDeployed")),
    );
    if (drawing) drawing.scrollLeft = scrolled;
  }

  #buttons(): HTMLElement[] {
    if (this.isReadOnly) return [];
    const button = (name: TextName, click: () => void, title?: string): HTMLElement =>
      h("button", { type: "button", class: "quiet", "data-key": name, title, on: { click } }, t(name));
    const hasInbox = this.#graph?.nodes.some(({ kind }) => kind === "inbox") === true; // no callback waits without an inbox
    const clock = (["hour", "drain"] as const).map((name) => button(name, this.clock[name], t(`${name}Hint`)));
    const views = (["resources", "objects", "matrix"] as const).map((name) => button(name, () => this.views[name]()));
    return [...views, ...(hasInbox ? clock : [])];
  }
}
