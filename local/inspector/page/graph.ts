/** Draws a graph whose nodes have a column. Positions are calculated, not measured, so that one pass is enough. */
import type { Graph, GraphNode } from "../protocol";
import { cutMiddle } from "./cut";
import { h, svg } from "./dom";
import { tOr } from "./texts";

const MAX_WIDTH = 148;
const MIN_WIDTH = 104;
const HEIGHT = 78;
const MAX_GAP_X = 28;
const MIN_GAP_X = 14;
/** Width of one character of a title, and of a node's padding, in pixels. */
const CHARACTER = 7;
const PADDING = 24;
const GAP_Y = 12;
/** Facts whose value needs no label. */
const SELF_EVIDENT: readonly string[] = ["state", "format", "took", "code"];

interface Size {
  readonly width: number;
  readonly gap: number;
}

interface Placed {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

/** Nodes without a resource of a stack. */
const WITHOUT_RESOURCES: readonly string[] = ["external", "outcome"];

/**
 * Id of the node at a pointer event. If the node was drawn again between press and release, the event's target is an
 * element around it, so this looks at the position too.
 */
export function nodeAt({ target, clientX, clientY }: MouseEvent): string | undefined {
  const elements = [target as Element, document.elementFromPoint(clientX, clientY)];
  return elements.map((element) => element?.closest<HTMLElement>("[data-node]")).find((node) => node)?.dataset["node"];
}

/**
 * @param available width in pixels into which the graph should fit; it scrolls if its nodes would become unreadable
 * @param hasButtons whether nodes are buttons; see `nodeAt`
 */
export function drawGraph(
  { nodes, edges }: Graph,
  label: string,
  available = Infinity,
  hasButtons = false,
): HTMLElement {
  const columns = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const share = Math.max(MIN_WIDTH + MIN_GAP_X, Math.min(MAX_WIDTH + MAX_GAP_X, available / columns.length));
  const gap = Math.round(
    MIN_GAP_X +
      ((share - MIN_WIDTH - MIN_GAP_X) * (MAX_GAP_X - MIN_GAP_X)) / (MAX_WIDTH + MAX_GAP_X - MIN_WIDTH - MIN_GAP_X),
  );
  const size: Size = { width: Math.floor(share - gap), gap };
  const sizes = columns.map((layer) => nodes.filter((node) => node.layer === layer).length);
  const height = Math.max(0, ...sizes) * (HEIGHT + GAP_Y) - GAP_Y;
  const placed = new Map<string, Placed>();
  for (const [column, layer] of columns.entries()) {
    const columnNodes = nodes.filter((node) => node.layer === layer);
    const top = (height - columnNodes.length * (HEIGHT + GAP_Y) + GAP_Y) / 2;
    for (const [index, node] of columnNodes.entries()) {
      placed.set(node.id, { node, x: column * (size.width + gap), y: top + index * (HEIGHT + GAP_Y) });
    }
  }
  const width = columns.length * (size.width + gap) - gap;
  const lines = edges.flatMap(({ from, to }) => line(placed.get(from), placed.get(to), size) ?? []);
  const canvas = h(
    "div",
    { class: "graph-canvas" },
    svg("svg", { width, height, "aria-hidden": "true" }, ...lines),
    h("ul", { "aria-label": label }, ...[...placed.values()].map((each) => box(each, size, hasButtons))),
  );
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return h(
    "div",
    { class: "graph", "data-key": `graph ${label}`, tabindex: 0, role: "group", "aria-label": label },
    canvas,
  );
}

function line(from: Placed | undefined, to: Placed | undefined, { width, gap }: Size): SVGElement | undefined {
  if (!from || !to) return undefined;
  const [x1, y1] = [from.x + width, from.y + HEIGHT / 2];
  const [x2, y2] = [to.x - 1, to.y + HEIGHT / 2];
  const bend = Math.max(gap / 2, (x2 - x1) / 2);
  const path = `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
  return svg(
    "g",
    { class: `edge ${from.node.status === "off" ? "is-off" : ""}` },
    svg("path", { d: path }),
    svg("path", { class: "head", d: `M${x2 - 6},${y2 - 4} L${x2},${y2} L${x2 - 6},${y2 + 4}` }),
  );
}

function box({ node, x, y }: Placed, { width }: Size, hasButtons: boolean): HTMLElement {
  const { id, kind, title, detail = "", status, facts } = node;
  const name = tOr("node", kind);
  const kindText = kind === "ingress" || kind === "function" ? tOr("detail", detail) || name : name;
  const shownTitle = title || name;
  const isButton = hasButtons && !WITHOUT_RESOURCES.includes(kind);
  const inside = [
    h("span", { class: "node-kind" }, title === "" ? "" : kindText),
    h("strong", {}, cutMiddle(shownTitle, Math.floor((width - PADDING) / CHARACTER))),
    h("span", { class: "node-facts" }, ...factsOf(facts)),
  ];
  const element = h(
    "li",
    {
      class: `node is-${status}`,
      "data-node": isButton && id,
      "data-kind": kind,
      title: [shownTitle, detail, ...Object.entries(facts).map(([key, value]) => `${tOr("fact", key)} ${value}`)]
        .filter((text) => text !== "")
        .join("\n"),
    },
    ...(isButton
      ? [h("button", { type: "button", class: "node-button", "data-key": `node ${id}` }, ...inside)]
      : inside),
  );
  element.style.width = `${width}px`;
  element.style.transform = `translate(${x}px, ${y}px)`;
  return element;
}

function factsOf(facts: GraphNode["facts"]): HTMLElement[] {
  return Object.entries(facts)
    .filter(([name]) => name !== "runtime")
    .map(([name, value]) =>
      h("span", {}, !SELF_EVIDENT.includes(name) && `${tOr("fact", name)} `, h("b", {}, String(value))),
    );
}
