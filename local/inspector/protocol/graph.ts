/** Diagrams in messages between server and page. */
import type { NodeKind } from "../node-kind";

/** A node in a diagram. */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Column, from 0. */
  readonly layer: number;
  readonly title: string;
  /** Subtype. */
  readonly detail?: string;
  readonly status: "on" | "off" | "busy" | "good" | "bad";
  /** Facts by name; names are keys of the page's texts. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}
