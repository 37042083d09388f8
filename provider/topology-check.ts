/** Checks a topology before it is sent: a start, names that exist, values that XML can hold. */
import { isElementName } from "../api/xml";
import { isRecord, namesIn } from "./topology";
import type { Topology } from "./topology";

/** A topology that breaks a rule; the message is for the user. */
export class TopologyError extends Error {
  override readonly name = "TopologyError";
}

/** @throws TopologyError with the path */
export function parseTopology(json: string): Topology {
  let topology: unknown;
  try {
    topology = JSON.parse(json);
  } catch (error) {
    throw new TopologyError(`topology must be JSON (${(error as Error).message})`);
  }
  if (!isRecord(topology)) throw new TopologyError("topology must be an object { Dependencies, Nodes }");
  const unknown = Object.keys(topology).find((name) => !["Dependencies", "Nodes"].includes(name));
  if (unknown !== undefined) {
    throw new TopologyError(`topology may hold Dependencies and Nodes (got ${JSON.stringify(unknown)})`);
  }
  const { Dependencies: dependencies, Nodes: nodes } = topology;
  if (!isRecord(dependencies)) {
    throw new TopologyError("topology.Dependencies must be an object: node → names of its successors");
  }
  if (!isRecord(nodes)) throw new TopologyError("topology.Nodes must be an object: name → node");
  checkNodes(nodes);
  checkDependencies(dependencies, nodes);
  return topology;
}

type Members = Readonly<Record<string, unknown>>;

function checkNodes(nodes: Members): void {
  for (const [name, node] of Object.entries(nodes)) {
    if (!isElementName(name)) {
      const rule = 'topology.Nodes names must be letters, digits and "_", such as Snapshot_1';
      throw new TopologyError(`${rule} (got ${JSON.stringify(name)})`);
    }
    if (!isRecord(node)) throw new TopologyError(`topology.Nodes.${name} must be an object { Type, … }`);
    checkContent(node, `topology.Nodes.${name}`);
  }
  const { Start: start } = nodes;
  if (!isRecord(start)) throw new TopologyError("topology.Nodes must have the node Start");
  const { Input: input } = start;
  if (input !== undefined && !isRecord(input)) throw new TopologyError("topology.Nodes.Start.Input must be an object");
}

function checkDependencies(dependencies: Members, nodes: Members): void {
  if (dependencies["Start"] === undefined)
    throw new TopologyError("topology.Dependencies must have an entry for Start");
  for (const [name, next] of Object.entries(dependencies)) {
    if (!Object.hasOwn(nodes, name)) throw new TopologyError(`topology.Dependencies.${name} has no entry in Nodes`);
    if (typeof next !== "string") {
      throw new TopologyError(`topology.Dependencies.${name} must be text: names separated by commas`);
    }
    const missing = namesIn(next).find((target) => target !== "End" && !Object.hasOwn(nodes, target));
    if (missing !== undefined) {
      throw new TopologyError(`topology.Dependencies.${name} must name nodes or End (got ${JSON.stringify(missing)})`);
    }
  }
}

function checkContent(value: unknown, path: string): void {
  if (Array.isArray(value)) value.forEach((item, index) => checkContent(item, `${path}[${index}]`));
  if (!isRecord(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (!isElementName(name)) {
      throw new TopologyError(`${path} has a name that XML cannot hold (got ${JSON.stringify(name)})`);
    }
    checkContent(member, `${path}.${name}`);
  }
}
