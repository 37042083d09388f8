import type { WorkflowStep } from "./nodes";
import type { WorkflowInput, WorkflowNode, WorkflowTopology } from "./topology";

/** Kinds of files that start a workflow. */
export interface StartOptions {
  /**
   * Kinds of files by CI's own judgement.
   *
   * @default - all of them, unless `extensions` are given
   */
  readonly media?: readonly ("video" | "audio" | "image")[];

  /**
   * Extensions such as `mp4`, at most ten.
   *
   * @default - all of them, unless `media` is given
   */
  readonly extensions?: readonly string[];
}

/**
 * The topology of a workflow, written as it runs:
 *
 * @example
 * Workflow.start("videos/", { media: ["video"] })
 *   .then(Node.transcode({ template, output: { object: "hd/${InputName}.${Ext}" } }))
 *   .then(Node.snapshot({ template: "t…", output: { object: "covers/${InputName}-${Number}.${Ext}" } }));
 */
export class Workflow {
  /** Begins with the uploads under a prefix; `""` is the whole bucket. */
  public static start(prefix: string, options: StartOptions = {}): WorkflowFlow {
    const input: WorkflowInput = { ObjectPrefix: prefix, ExtFilter: extFilter(options) };
    const graph: Graph = { nodes: { Start: { type: "Start", input } }, next: new Map() };
    return new WorkflowFlow(graph, "Start");
  }
}

interface Graph {
  readonly nodes: Record<string, WorkflowNode>;
  readonly next: Map<string, string[]>;
}

/** A place in a workflow, where it goes on or ends. Several `then` at one place are branches that run side by side. */
export class WorkflowFlow implements WorkflowTopology {
  constructor(
    private readonly graph: Graph,
    private readonly place: string,
  ) {}

  /** Goes on with a step; gives the place after it. */
  public then(step: WorkflowStep): WorkflowFlow {
    const { nodes, next } = this.graph;
    // Names are state: they count the nodes in order of their writing, so that a step added at the end renames none.
    const name = `${step.type}_${Object.keys(nodes).length}`;
    nodes[name] = { type: step.type, operation: step.operation };
    next.set(this.place, [...(next.get(this.place) ?? []), name]);
    return new WorkflowFlow(this.graph, name);
  }

  /** Nodes of the whole workflow, seen from any of its places. */
  public get nodes(): Readonly<Record<string, WorkflowNode>> {
    return this.graph.nodes;
  }

  /** Edges of the whole workflow; what nothing follows leads to its end. */
  public get dependencies(): Readonly<Record<string, readonly string[]>> {
    const names = Object.keys(this.graph.nodes);
    return Object.fromEntries(names.map((name) => [name, this.graph.next.get(name) ?? ["End"]]));
  }
}

function extFilter({ media = [], extensions = [] }: StartOptions): Record<string, string> | undefined {
  if (media.length === 0 && extensions.length === 0) return undefined;
  const flag = (on: boolean): string | undefined => (on ? "true" : undefined);
  const filter = {
    State: "On",
    Video: flag(media.includes("video")),
    Audio: flag(media.includes("audio")),
    Image: flag(media.includes("image")),
    Custom: flag(extensions.length > 0),
    CustomExts: extensions.length > 0 ? extensions.map((name) => name.replace(/^\./, "")).join("/") : undefined,
  };
  return Object.fromEntries(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
