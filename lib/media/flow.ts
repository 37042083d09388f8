import type { IConstruct } from "constructs";
import { checkOneOf } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { WorkflowStep } from "./nodes";
import type { WorkflowInput, WorkflowNode, WorkflowTopology } from "./topology";

const MEDIA = ["video", "audio", "image"] as const;

/** Kinds of files that start a workflow. */
export interface StartOptions {
  /**
   * Kinds of files by CI's own judgement.
   *
   * @default - all of them, unless other options are given
   */
  readonly media?: readonly (typeof MEDIA)[number][];

  /**
   * Extensions such as `mp4`, at most ten.
   *
   * @default - all of them, unless other options are given
   */
  readonly extensions?: readonly string[];

  /**
   * Whether the `Content-Type` of files counts: CI's `ContentType`, of which its pages say no more.
   *
   * @default - CI's own, which is no
   */
  readonly contentType?: boolean;

  /**
   * Whether all files start it, said in so many words: CI's `AllFile`. Excludes `media` and `extensions`.
   *
   * @default - CI's own, which is no; without any option nothing is filtered
   */
  readonly allFiles?: boolean;

  /**
   * Starts on a share of the files only: CI's `SamplingConfig`, in its names. Its members and their values are in the
   * vendor's SDK alone, so nothing of them is checked.
   *
   * @default - every file
   * @see https://github.com/tencentyun/cos-go-sdk-v5/blob/master/ci_media.go
   */
  readonly samplingConfig?: { readonly State?: string; readonly Mode?: string; readonly Ratio?: string };
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
 * A place in a workflow, where it goes on or ends. Several `then` at one place are branches that run side by side; `and`
 * joins branches again.
 */
export class WorkflowFlow implements WorkflowTopology {
  constructor(
    private readonly graph: Graph,
    private readonly places: readonly string[],
  ) {}

  /** Goes on with a step; gives the place after it. */
  public then(step: WorkflowStep): WorkflowFlow {
    const { nodes, next } = this.graph;
    // Names are state: they count the nodes in order of their writing, so that a step added at the end renames none.
    const name = `${step.type}_${Object.keys(nodes).length}`;
    nodes[name] = { type: step.type, operation: step.operation };
    for (const place of this.places) next.set(place, [...(next.get(place) ?? []), name]);
    return new WorkflowFlow(this.graph, [name]);
  }

  /** The place where this branch and others of the same workflow meet: what follows here follows all of them. */
  public and(...others: readonly WorkflowFlow[]): WorkflowFlow {
    // A name that no node has is refused with the whole topology, when there is a construct to name.
    const places = others.flatMap(({ graph, places: own }) =>
      graph === this.graph ? own : own.map((place) => `${place} of another workflow`),
    );
    return new WorkflowFlow(this.graph, [...this.places, ...places]);
  }

  /** Name of the node before this place, such as `VideoStream_2`; where branches meet, that of the first of them. */
  public get nodeName(): string {
    return this.places[0]!;
  }

  /** Nodes of the whole workflow, seen from any of its places. */
  public get nodes(): Readonly<Record<string, WorkflowNode>> {
    return this.graph.nodes;
  }

  /** Edges of the whole workflow; what nothing follows leads to its end. */
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
      throw new ValidationError(`Start of a workflow, ${option} must be at least one (got none): leave it out`, scope);
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
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length > 0 ? { State: "On", ...Object.fromEntries(given) } : undefined;
}
