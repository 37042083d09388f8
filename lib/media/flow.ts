import type { IConstruct } from "constructs";
import { checkOneOf } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { WorkflowStep } from "./nodes";
import type { WorkflowInput, WorkflowNode, WorkflowTopology } from "./topology";

const MEDIA = ["video", "audio", "image"] as const;

/** Kinds of files that start a workflow. */
export interface StartOptions {
  /**
   * File kinds, as CI classifies them.
   *
   * @default - all kinds, unless other options are set
   */
  readonly media?: readonly (typeof MEDIA)[number][];

  /**
   * Extensions such as `mp4`, at most 10.
   *
   * @default - all extensions, unless other options are set
   */
  readonly extensions?: readonly string[];

  /**
   * Whether CI also looks at the `Content-Type` of files: CI's `ContentType`. Its pages do not explain it.
   *
   * @default - CI's default, which is no
   */
  readonly contentType?: boolean;

  /**
   * Whether every file starts the workflow: CI's `AllFile`. Excludes `media` and `extensions`.
   *
   * @default - CI's default, which is no. Without any option nothing is filtered
   */
  readonly allFiles?: boolean;

  /**
   * Starts the workflow for a share of the files only: CI's `SamplingConfig`, in its names. Only the vendor's SDK
   * describes its members, so their values are not checked.
   *
   * @default - every file
   * @see https://github.com/tencentyun/cos-go-sdk-v5/blob/master/ci_media.go
   */
  readonly samplingConfig?: { readonly State?: string; readonly Mode?: string; readonly Ratio?: string };
}

/**
 * The topology of a workflow, written in the order in which its steps run:
 *
 * @example
 * Workflow.start("videos/", { media: ["video"] })
 *   .then(Node.transcode({ template, output: { object: "hd/${InputName}.${Ext}" } }))
 *   .then(Node.snapshot({ template: "t…", output: { object: "covers/${InputName}-${Number}.${Ext}" } }));
 */
export class Workflow {
  /** Begins with uploads whose name has this prefix. `""` is the whole bucket. */
  public static start(prefix: string, options: StartOptions = {}): WorkflowFlow {
    const input = (scope: IConstruct): WorkflowInput => ({
      ObjectPrefix: prefix,
      ExtFilter: extFilter(scope, options),
      ...(options.samplingConfig && { SamplingConfig: options.samplingConfig }),
    });
    const graph: Graph = { nodes: { Start: { type: "Start", input } }, next: new Map() };
    return new WorkflowFlow(graph, ["Start"]);
  }
}

interface Graph {
  readonly nodes: Record<string, WorkflowNode>;
  readonly next: Map<string, string[]>;
}

/**
 * A position in a workflow from which it continues. Several `then` at one position are branches that run side by side;
 * `and` joins branches.
 */
export class WorkflowFlow implements WorkflowTopology {
  constructor(
    private readonly graph: Graph,
    private readonly lastNodes: readonly string[],
  ) {}

  /** Appends a step. Returns the position after it. */
  public then(step: WorkflowStep): WorkflowFlow {
    const { nodes, next } = this.graph;
    // Node names are part of the state. They count the nodes in the order of writing, so a step added at the end
    // renames no node.
    const name = `${step.type}_${Object.keys(nodes).length}`;
    nodes[name] = { type: step.type, operation: step.operation };
    for (const node of this.lastNodes) next.set(node, [...(next.get(node) ?? []), name]);
    return new WorkflowFlow(this.graph, [name]);
  }

  /** Joins this branch with others of the same workflow: the next step follows all of them. */
  public and(...others: readonly WorkflowFlow[]): WorkflowFlow {
    // The check of the topology refuses an unknown name: its error can contain the construct.
    const otherNodes = others.flatMap(({ graph, lastNodes: nodes }) =>
      graph === this.graph ? nodes : nodes.map((node) => `${node} of another workflow`),
    );
    return new WorkflowFlow(this.graph, [...this.lastNodes, ...otherNodes]);
  }

  /** Name of the node before this position, such as `VideoStream_2`; after `and`, the node of the first branch. */
  public get nodeName(): string {
    return this.lastNodes[0]!;
  }

  /** All nodes of the workflow, not only those before this position. */
  public get nodes(): Readonly<Record<string, WorkflowNode>> {
    return this.graph.nodes;
  }

  /** All edges of the workflow. `End` follows a node without a successor. */
  public get dependencies(): Readonly<Record<string, readonly string[]>> {
    const { nodes, next } = this.graph;
    const names = new Set([...Object.keys(nodes), ...next.keys()]);
    return Object.fromEntries([...names].map((name) => [name, next.get(name) ?? ["End"]]));
  }
}

function extFilter(scope: IConstruct, options: StartOptions): Record<string, string> | undefined {
  const { media, extensions, contentType, allFiles } = options;
  for (const [option, list] of Object.entries({ media, extensions })) {
    if (list?.length === 0)
      throw new ValidationError(
        `Start of a workflow, ${option} must include at least one (got none): leave it out`,
        scope,
      );
    if (list && allFiles === true)
      throw new ValidationError(`Start of a workflow must have allFiles or ${option} (got both)`, scope);
  }
  for (const kind of media ?? []) checkOneOf(scope, "Media that start a workflow", kind, MEDIA);
  const flag = (on: boolean | undefined): string | undefined => (on ? "true" : undefined);
  const filter = {
    Video: flag(media?.includes("video")),
    Audio: flag(media?.includes("audio")),
    Image: flag(media?.includes("image")),
    ContentType: flag(contentType),
    AllFile: flag(allFiles),
    Custom: flag(extensions !== undefined),
    CustomExts: extensions?.map((name) => name.replace(/^\./, "")).join("/"),
  };
  const entries = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return entries.length > 0 ? { State: "On", ...Object.fromEntries(entries) } : undefined;
}
