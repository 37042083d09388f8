/** Draws a graph whose nodes know their column. Positions are calculated, not measured, so that one pass is enough. */
import type { Graph, GraphNode } from "../protocol";
import { h, svg } from "./dom";
import { tOr } from "./texts";

const WIDTH = 148;
const HEIGHT = 78;
const GAP_X = 28;
const GAP_Y = 12;
/** Facts whose value needs no label. */
const SELF_EVIDENT: readonly string[] = ["state", "format", "took"];

interface Placed {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

export function drawGraph({ nodes, edges }: Graph, label: string): HTMLElement {
  const columns = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  const sizes = columns.map((layer) => nodes.filter((node) => node.layer === layer).length);
  const height = Math.max(0, ...sizes) * (HEIGHT + GAP_Y) - GAP_Y;
  const placed = new Map<string, Placed>();
  for (const [column, layer] of columns.entries()) {
    const own = nodes.filter((node) => node.layer === layer);
    const top = (height - own.length * (HEIGHT + GAP_Y) + GAP_Y) / 2;
    for (const [index, node] of own.entries()) {
      placed.set(node.id, { node, x: column * (WIDTH + GAP_X), y: top + index * (HEIGHT + GAP_Y) });
    }
  }
  const width = columns.length * (WIDTH + GAP_X) - GAP_X;
  const lines = edges.flatMap(({ from, to }) => line(placed.get(from), placed.get(to)) ?? []);
  const canvas = h(
    "div",
    { class: "graph-canvas" },
    svg("svg", { width, height, "aria-hidden": "true" }, ...lines),
    h("ul", { "aria-label": label }, ...[...placed.values()].map(box)),
  );
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return h(
    "div",
    { class: "graph", "data-key": `graph ${label}`, tabindex: 0, role: "group", "aria-label": label },
    canvas,
  );
}

function line(from: Placed | undefined, to: Placed | undefined): SVGElement | undefined {
  if (!from || !to) return undefined;
  const [x1, y1] = [from.x + WIDTH, from.y + HEIGHT / 2];
  const [x2, y2] = [to.x - 1, to.y + HEIGHT / 2];
  const bend = Math.max(GAP_X / 2, (x2 - x1) / 2);
  const path = `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
  return svg(
    "g",
    { class: `edge ${from.node.status === "off" ? "is-off" : ""}` },
    svg("path", { d: path }),
    svg("path", { class: "head", d: `M${x2 - 6},${y2 - 4} L${x2},${y2} L${x2 - 6},${y2 + 4}` }),
  );
}

function box({ node, x, y }: Placed): HTMLElement {
  const { kind, title, detail = "", status, facts } = node;
  const name = tOr("node", kind);
  const kindText = kind === "ingress" || kind === "function" ? tOr("detail", detail) || name : name;
  const shownTitle = title || name;
  const element = h(
    "li",
    {
      class: `node is-${status}`,
      "data-kind": kind,
      title: [shownTitle, detail].filter((text) => text !== "").join("\n"),
    },
    h("span", { class: "node-kind" }, title === "" ? "" : kindText),
    h("strong", {}, shownTitle),
    h("span", { class: "node-facts" }, ...factsOf(facts)),
  );
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
