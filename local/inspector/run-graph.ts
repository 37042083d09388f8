import type { CallbackEvent } from "../../handler/callback/events";
import { textOf } from "../http/xml";
import type { Execution } from "../ci/model";
import { nextNodes } from "../ci/topology";
import type { Bucket } from "../cos/bucket";
import type { Graph, GraphNode } from "./protocol";

const START = "Start";

/** A task of a run, as far as it is told. */
interface RunTask {
  readonly name: string;
  readonly state: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** The workflow run that a callback is about or that its job is part of, as a graph; `undefined` when there is none. */
export function runGraph(event: CallbackEvent, buckets: readonly Bucket[]): Graph | undefined {
  const runId =
    event.type === "workflow" ? event.execution.runId : event.type === "jobs" ? event.jobs[0]?.workflow?.runId : "";
  const execution = runId ? findExecution(runId, buckets) : undefined;
  if (execution) return graphOf(execution.Topology.Dependencies, tasksOf(execution), typesOf(execution));
  if (event.type !== "workflow") return undefined;
  // Nobody here ran it, and a callback does not say what depended on what.
  const tasks = event.execution.tasks.map(({ name, state, startedAt, endedAt }) => ({
    ...{ name, state },
    startedAt: startedAt?.getTime(),
    endedAt: endedAt?.getTime(),
  }));
  const types = new Map(event.execution.tasks.map(({ name, type }) => [name, type]));
  return graphOf({ [START]: tasks.map(({ name }) => name).join(",") }, tasks, types);
}

function findExecution(runId: string, buckets: readonly Bucket[]): Execution | undefined {
  return buckets.map(({ executions }) => executions.get(runId)).find((execution) => execution !== undefined);
}

function tasksOf({ Tasks }: Execution): RunTask[] {
  const time = (text: string): number | undefined => (text === "-" ? undefined : Date.parse(text));
  return Tasks.map(({ Name, State, StartTime, EndTime }) => ({
    ...{ name: Name, state: State },
    startedAt: time(StartTime),
    endedAt: time(EndTime),
  }));
}

function typesOf({ Topology }: Execution): ReadonlyMap<string, string> {
  return new Map(Object.entries(Topology.Nodes).map(([name, node]) => [name, textOf(node, "Type") ?? ""]));
}

function graphOf(
  dependencies: Readonly<Record<string, string>>,
  tasks: readonly RunTask[],
  types: ReadonlyMap<string, string>,
): Graph {
  const edges = Object.entries(dependencies).flatMap(([from, next]) => nextNodes(next).map((to) => ({ from, to })));
  const layers = layersOf(edges);
  const nodes = [...layers].map(([name, layer]): GraphNode => {
    const task = tasks.find((one) => one.name === name);
    return {
      ...{ id: name, kind: "task", layer, title: name },
      detail: types.get(name) === name ? undefined : types.get(name),
      status: name === START ? "good" : statusOf(task?.state),
      facts: factsOf(task),
    };
  });
  return { nodes, edges };
}

/** Node → length of the longest way to it. The graph has no cycle: the cloud refuses such workflows. */
function layersOf(edges: Graph["edges"]): Map<string, number> {
  const layers = new Map([[START, 0]]);
  const visit = (name: string): void => {
    for (const { to } of edges.filter(({ from }) => from === name)) {
      const layer = layers.get(name)! + 1;
      if (layer <= (layers.get(to) ?? 0)) continue;
      layers.set(to, layer);
      visit(to);
    }
  };
  visit(START);
  return layers;
}

function statusOf(state: string | undefined): GraphNode["status"] {
  switch (state) {
    case undefined:
      return "off";
    case "Success":
      return "good";
    case "Failed":
    case "Cancel":
      return "bad";
    default:
      return "busy";
  }
}

function factsOf(task: RunTask | undefined): GraphNode["facts"] {
  if (!task) return {};
  const { state, startedAt, endedAt } = task;
  const took = startedAt === undefined || endedAt === undefined ? undefined : `${(endedAt - startedAt) / 1000} s`;
  return { state, ...(took !== undefined && { took }) };
}
