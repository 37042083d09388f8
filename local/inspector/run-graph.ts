import type { CallbackEvent } from "../../handler/callback/events";
import { textOf } from "../http/xml";
import type { Execution } from "../ci/model";
import { nextNodes } from "../ci/topology";
import type { Bucket } from "../cos/bucket";
import type { Graph, GraphNode } from "./protocol";

const START = "Start";
/** A callback may list too many tasks to show. */
const MAX_TASKS = 200;

/** A task of a run, as far as it is known. */
interface RunTask {
  readonly name: string;
  readonly state: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** The workflow run of a callback, or the run that its job is part of, as a graph; `undefined` if there is none. */
export function runGraph(event: CallbackEvent, buckets: readonly Bucket[]): Graph | undefined {
  const runId =
    event.type === "workflow" ? event.execution.runId : event.type === "jobs" ? event.jobs[0]?.workflow?.runId : "";
  const execution = runId ? findExecution(runId, buckets) : undefined;
  if (execution) return graphOf(edgesOf(execution), tasksOf(execution), typesOf(execution));
  if (event.type !== "workflow") return undefined;
  // Another cloud ran the workflow, and a callback does not contain the dependencies.
  const reported = event.execution.tasks.filter(({ name }) => name !== START).slice(0, MAX_TASKS);
  const tasks = reported.map(({ name, state, startedAt, endedAt }) => ({
    ...{ name, state },
    startedAt: startedAt?.getTime(),
    endedAt: endedAt?.getTime(),
  }));
  return graphOf(
    reported.map(({ name }) => ({ from: START, to: name })),
    tasks,
    new Map(reported.map(({ name, type }) => [name, type])),
  );
}

function findExecution(runId: string, buckets: readonly Bucket[]): Execution | undefined {
  return buckets.map(({ executions }) => executions.get(runId)).find((execution) => execution !== undefined);
}

function edgesOf({ Topology: { Dependencies } }: Execution): Graph["edges"] {
  return Object.entries(Dependencies).flatMap(([from, next]) => nextNodes(next).map((to) => ({ from, to })));
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

function graphOf(edges: Graph["edges"], tasks: readonly RunTask[], types: ReadonlyMap<string, string>): Graph {
  const layers = layersOf(edges);
  const nodes = [...layers].map(([name, layer]): GraphNode => {
    const task = tasks.find((task) => task.name === name);
    return {
      ...{ id: name, kind: "task", layer, title: name },
      detail: types.get(name) === name ? undefined : types.get(name),
      status: name === START ? "good" : statusOf(task?.state),
      facts: factsOf(task),
    };
  });
  return { nodes, edges };
}

/** Node → length of the longest path to it. The graph has no cycle: the cloud refuses such workflows. */
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
