/** The deployment as a diagram: bucket, jobs, queues and workflows, addresses or topics, functions, outcome. */
import type { Bucket } from "../cos/bucket";
import type { LocalCloud } from "../cloud";
import { startNotify } from "../ci/topology";
import type { NotifyConfig } from "../ci/model";
import { addressesOf, destinationOf } from "./addresses";
import { functionNodes, idOf } from "./function-nodes";
import type { Inboxes } from "./inboxes";
import type { Graph, GraphNode } from "./protocol";
import type { Recorder } from "./recorder";
import { targetOf } from "./targets";
import type { TopicRow } from "./topic-row";
import { topicNodes } from "./topics";

const OUTCOME = "outcome";

type Edges = { from: string; to: string }[];
/** Facts about the traffic of one host or topic. */
type TrafficOf = (taker: string) => GraphNode["facts"];

/** The diagram of the current state. */
export function drawPipeline(
  cloud: Pick<LocalCloud, "buckets" | "resources" | "functions">,
  inboxes: Inboxes,
  recorder: Pick<Recorder, "traffic" | "outcomes">,
  topics: readonly TopicRow[],
): Graph {
  const traffic: TrafficOf = (taker) => {
    const { count = 0, lastStatus = "" } = recorder.traffic.get(taker) ?? {};
    return { callbacks: count, ...(count > 0 && { last: lastStatus }) };
  };
  const addresses = addressesOf(cloud.resources);
  const nodeOf = new Map([
    ...addresses.map(({ id, host }) => [host, id] as const),
    ...topics.map(({ address }) => [address, address] as const),
  ]);
  const calledFunctions = [
    ...addresses.flatMap(({ functions }) => functions),
    ...topics.flatMap(({ readers }) => readers),
  ];
  const usedBuckets = cloud.buckets.filter((bucket) => bucket.allQueues().length + bucket.workflows.size > 0);
  const parts = [
    ...usedBuckets.map((bucket) => bucketPart(bucket, nodeOf, traffic)),
    {
      nodes: addresses.map(({ id, kind, host }): GraphNode => {
        return { id, kind: "ingress", layer: 3, title: host, detail: kind, status: "on", facts: traffic(host) };
      }),
      edges: addresses.flatMap(({ id, functions }) => functions.map((name) => ({ from: id, to: idOf(name) }))),
    },
    topicNodes(topics, recorder.traffic),
    functionNodes(cloud, inboxes, new Set(calledFunctions), OUTCOME),
  ];
  const nodes = [...new Map(parts.flatMap((part) => part.nodes).map((node) => [node.id, node])).values()];
  const lastLayer = Math.max(0, ...nodes.map(({ layer }) => layer));
  if (nodes.length > 0) nodes.push(outcomeNode(lastLayer + 1, recorder.outcomes()));
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = parts.flatMap((part) => part.edges).filter(({ from, to }) => ids.has(from) && ids.has(to));
  return { nodes, edges: unique(edges) };
}

/** A bucket with its jobs and workflows. */
function bucketPart(bucket: Bucket, nodeOf: ReadonlyMap<string, string>, traffic: TrafficOf): Graph {
  const { name, region, workflows, jobs, executions } = bucket;
  const [id, jobsId] = [`bucket ${name}`, `jobs ${name}`];
  const states = [...jobs.values()].map(({ State }) => State);
  const count = (...wanted: readonly string[]): number => states.filter((state) => wanted.includes(state)).length;
  const running = count("Submitted", "Running", "Pause");
  const nodes: GraphNode[] = [
    {
      ...{ id, kind: "bucket", layer: 0, title: name, detail: region, status: "on" },
      facts: { objects: bucket.objects.size },
    },
    {
      ...{ id: jobsId, kind: "jobs", layer: 1, title: "", status: running > 0 ? "busy" : "on" },
      facts: { running, succeeded: count("Success"), failed: count("Failed", "Cancel") },
    },
  ];
  const edges: Edges = [{ from: id, to: jobsId }];
  const connect = (from: string, notify: NotifyConfig | undefined): void => {
    edges.push({ from: jobsId, to: from });
    const destination = destinationOf(targetOf(notify)?.url);
    if (destination === undefined) return;
    const nodeId = nodeOf.get(destination);
    if (nodeId === undefined) {
      nodes.push({
        id: destination,
        kind: "external",
        layer: 3,
        title: destination,
        status: "bad",
        facts: traffic(destination),
      });
    }
    edges.push({ from, to: nodeId ?? destination });
  };
  for (const { QueueId, Name, State, NotifyConfig: notify } of bucket.allQueues()) {
    const isOn = State === "Active" && notify.State === "On";
    const facts = { state: State, ...factsOf(notify) };
    nodes.push({ id: QueueId, kind: "queue", layer: 2, title: Name, status: isOn ? "on" : "off", facts });
    connect(QueueId, notify);
  }
  for (const { WorkflowId, Name, State, Topology } of workflows.values()) {
    const runs = [...executions.values()].filter((execution) => execution.WorkflowId === WorkflowId);
    const isBusy = runs.some((execution) => execution.State === "Running");
    const status = State !== "Active" ? "off" : isBusy ? "busy" : "on";
    const facts = { state: State, runs: runs.length, ...factsOf(startNotify(Topology)) };
    nodes.push({ id: WorkflowId, kind: "workflow", layer: 2, title: Name, status, facts });
    connect(WorkflowId, startNotify(Topology));
  }
  return { nodes, edges };
}

function factsOf(notify: NotifyConfig | undefined): GraphNode["facts"] {
  return targetOf(notify) ? { format: notify!.ResultFormat || "XML" } : { callback: "off" };
}

function outcomeNode(layer: number, outcomes: ReturnType<Recorder["outcomes"]>): GraphNode {
  const { failed = 0, dead = 0, lost = 0, refused = 0 } = outcomes;
  const bad = failed + dead + lost + refused;
  return { id: OUTCOME, kind: "outcome", layer, title: "", status: bad > 0 ? "bad" : "good", facts: { ...outcomes } };
}

function unique(edges: Graph["edges"]): Graph["edges"] {
  return [...new Map(edges.map((edge) => [`${edge.from}\n${edge.to}`, edge])).values()];
}
