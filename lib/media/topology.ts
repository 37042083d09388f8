import type { IConstruct } from "constructs";
import { checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { jsonTemplate } from "../terraform/json-template";
import { warnOfUnknownEdge } from "./edges";
import { checkLoop } from "./loops";

/** A node of a workflow, in the vendor's form. */
export interface WorkflowNode {
  /** Type of the node: `Start`, `Snapshot`, `Transcode` … */
  readonly type: string;

  /**
   * Uploads that start the workflow. Only of `Start`.
   *
   * @default - none
   */
  readonly input?: WorkflowInput | ((scope: IConstruct) => WorkflowInput);

  /**
   * The vendor's `Operation` of this node type, with the vendor's field names.
   *
   * @default - none
   */
  readonly operation?: WorkflowOperation;
}

type Operation = Readonly<Record<string, unknown>>;

/** The vendor's `Operation` of a node, or a function that builds it and names construct and node in its errors. */
export type WorkflowOperation = Operation | ((scope: IConstruct, name: string) => Operation);

/** The uploads that start a workflow, in the vendor's field names: `ObjectPrefix`, `ExtFilter` … */
export type WorkflowInput = Readonly<Record<string, unknown>> & { readonly ObjectPrefix: string };

/** The nodes of a workflow and the edges between them. */
export interface WorkflowTopology {
  /**
   * Nodes by name. One is called `Start`; the name of each other node is its type and a suffix, such as `Snapshot_1`.
   */
  readonly nodes: Readonly<Record<string, WorkflowNode>>;
  /** For each node the names of its successors, or `End`. */
  readonly dependencies: Readonly<Record<string, string | readonly string[]>>;
}

const END = "End";

const MAX_WATERMARKS = 3;

/** Names become XML element names. */
const NODE_NAME = /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?$/;

/**
 * Returns the vendor's JSON form of a topology.
 *
 * @throws ValidationError on a name that CI cannot take, an edge from or to an unknown node, an unreachable node,
 * a node without successor, or a cycle
 */
export function topologyJson(
  scope: IConstruct,
  { nodes, dependencies }: WorkflowTopology,
  bucketRef: { readonly bucket: string; readonly region?: string },
): string {
  const rendered = Object.entries(nodes).map(([name, node]) => [name, renderNode(scope, name, node)] as const);
  for (const [name, node] of rendered) checkNode(scope, name, node);
  const next = new Map(Object.entries(dependencies).map(([name, list]) => [name, [list].flat() as readonly string[]]));
  checkEdges(scope, nodes, next);
  checkReach(scope, nodes, next);
  const { input } = Object.fromEntries(rendered)["Start"]!;
  for (const [name, { operation }] of rendered) checkLoop(scope, name, input!, operation, bucketRef.bucket);

  return jsonTemplate({
    Dependencies: Object.fromEntries([...next].map(([name, list]) => [name, list.join(",")])),
    Nodes: Object.fromEntries(
      rendered.map(([name, { type, input, operation }]) => [
        name,
        { Type: type, Input: input, Operation: withOutputBucket(scope, name, operation, bucketRef) },
      ]),
    ),
  });
}

/** A node whose input and operation are written out. */
interface RenderedNode {
  readonly type: string;
  readonly input?: WorkflowInput;
  readonly operation?: Operation;
}

function renderNode(scope: IConstruct, name: string, { type, input, operation }: WorkflowNode): RenderedNode {
  return {
    type,
    input: typeof input === "function" ? input(scope) : input,
    operation: typeof operation === "function" ? operation(scope, name) : operation,
  };
}

/** Fills bucket and region of the workflow into the outputs that have none: CI has no such default. */
function withOutputBucket(
  scope: IConstruct,
  name: string,
  operation: Operation | undefined,
  { bucket, region }: { readonly bucket: string; readonly region?: string },
): Operation | undefined {
  const output = operation?.["Output"] as { readonly Region?: string; readonly Bucket?: string } | undefined;
  if (!output) return operation;
  const { Region = region, Bucket = bucket } = output;
  if (Region === undefined) {
    throw new ValidationError(
      `Output of ${name} must have a region: give region to the output or to the workflow (got none)`,
      scope,
    );
  }
  return { ...operation, Output: { ...output, Region, Bucket } };
}

function checkNode(scope: IConstruct, name: string, { type, input, operation }: RenderedNode): void {
  const isStart = name === "Start";
  if (!NODE_NAME.test(name) || name === END || (isKnown(type) && type !== name.split("_")[0])) {
    throw new ValidationError(
      `Node of a workflow must be named by its type and a suffix, such as ${type}_1 (got ${JSON.stringify(name)} of type ${type})`,
      scope,
    );
  }
  if (isStart && input?.ObjectPrefix === undefined) {
    throw new ValidationError("Node Start of a workflow must have an input with ObjectPrefix (got none)", scope);
  }
  const { CustomExts } = (input?.["ExtFilter"] ?? {}) as { readonly CustomExts?: string };
  const extensions = /^[A-Za-z0-9]+(\/[A-Za-z0-9]+){0,9}$/;
  checkText(scope, "Extensions that start a workflow", CustomExts, extensions, "be 1 to 10 names such as mp4 and mov");
  const watermarks = operation?.["WatermarkTemplateId"];
  if (Array.isArray(watermarks) && watermarks.length > MAX_WATERMARKS) {
    throw new ValidationError(
      `Watermarks of ${name} must be at most ${MAX_WATERMARKS} (got ${watermarks.length})`,
      scope,
    );
  }
  if (!isStart && input)
    throw new ValidationError(`Input of a workflow must be at node Start (got one at ${name})`, scope);
}

function checkEdges(
  scope: IConstruct,
  nodes: WorkflowTopology["nodes"],
  next: ReadonlyMap<string, readonly string[]>,
): void {
  const names = Object.keys(nodes);
  for (const [from, list] of next) {
    const unknown = [from, ...list].find((name) => !names.includes(name) && !(name === END && name !== from));
    for (const to of list) warnOfUnknownEdge(scope, from, to);
    if (unknown !== undefined) {
      throw new ValidationError(
        `Dependencies of a workflow must name nodes or ${END} (got ${JSON.stringify(unknown)} at ${from}; ` +
          `nodes are ${names.join(", ")})`,
        scope,
      );
    }
  }
  const withoutSuccessor = names.find((name) => !next.get(name)?.length);
  if (withoutSuccessor)
    throw new ValidationError(
      `Node of a workflow must have a successor, a node or ${END} (got ${withoutSuccessor}, which has none)`,
      scope,
    );
}

function checkReach(
  scope: IConstruct,
  nodes: WorkflowTopology["nodes"],
  next: ReadonlyMap<string, readonly string[]>,
): void {
  const reached = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      throw new ValidationError(`Workflow must have no cycle (got ${[...path, name].join(" → ")})`, scope);
    }
    if (reached.has(name)) return;
    for (const follower of next.get(name) ?? []) visit(follower, [...path, name]);
    reached.add(name);
  };
  visit("Start", []);
  const unreachable = Object.keys(nodes).find((name) => !reached.has(name));
  if (unreachable)
    throw new ValidationError(
      `Node of a workflow must be reached from Start (got ${unreachable}, which is not)`,
      scope,
    );
}
