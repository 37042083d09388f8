/** A workflow's graph: reads it from a request, and evaluates its start node. */
import { invalidArgument } from "../http/errors";
import { childOf, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import { readNotifyConfig } from "./notify-config";
import type { NotifyConfig, Topology } from "./model";

const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  Video: ["mp4", "mov", "avi", "mkv", "flv", "ts", "m3u8", "wmv", "mpg", "mpeg", "webm", "rmvb", "3gp", "m4v"],
  Audio: ["mp3", "wav", "aac", "flac", "ogg", "m4a", "wma", "amr"],
  Image: ["jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heif", "avif", "svg"],
};

/** The graph in a request. Throws an error that names the fault. */
export function readTopology(workflow: XmlElement): Topology {
  const topology = childOf(workflow, "Topology");
  const Nodes = childOf(topology, "Nodes") as Topology["Nodes"];
  const Dependencies = childOf(topology, "Dependencies") as Topology["Dependencies"];
  if (!Nodes["Start"] || !Dependencies["Start"]) {
    throw invalidArgument("Topology must have a node Start with at least one dependency");
  }
  for (const [name, next] of Object.entries(Dependencies)) {
    if (typeof next !== "string") throw invalidArgument(`Topology.Dependencies.${name} must be a list of node names`);
    for (const target of nextNodes(next)) {
      if (!Object.hasOwn(Nodes, target)) {
        throw invalidArgument(`Topology.Dependencies.${name} must name nodes of the workflow or End (got ${target})`);
      }
    }
  }
  for (const [name, node] of Object.entries(Nodes)) checkNode(name, node);
  refuseCycle(Dependencies);
  if (textOf(startInput({ Nodes, Dependencies }), "ObjectPrefix") === undefined) {
    throw invalidArgument("Topology.Nodes.Start.Input.ObjectPrefix must not be empty");
  }
  if (startInput({ Nodes, Dependencies })["NotifyConfig"] !== undefined) startNotify({ Nodes, Dependencies });
  return { Dependencies, Nodes };
}

/** The nodes in a dependency list, without `End`. */
export function nextNodes(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "End");
}

export function startInput(topology: Topology): XmlElement {
  return childOf(topology.Nodes["Start"] ?? {}, "Input");
}

/** The workflow's own callback settings. Older documents have no `State`; the settings are then on. */
export function startNotify(topology: Topology): NotifyConfig | undefined {
  const config = startInput(topology)["NotifyConfig"];
  if (config === undefined || config === "") return undefined;
  return readNotifyConfig(
    { State: "On", ...childOf(startInput(topology), "NotifyConfig") },
    "Start.Input.NotifyConfig",
  );
}

/** Whether an uploaded object starts the workflow. */
export function matchesInput(topology: Topology, key: string): boolean {
  const input = startInput(topology);
  const prefix = (textOf(input, "ObjectPrefix") ?? "").replace(/^\//, "");
  if (!key.startsWith(prefix)) return false;
  const filter = childOf(input, "ExtFilter");
  if (textOf(filter, "State")?.toLowerCase() !== "on" || textOf(filter, "AllFile") === "true") return true;
  const extension = key.slice(key.lastIndexOf(".") + 1).toLowerCase();
  const custom = (textOf(filter, "CustomExts") ?? "").toLowerCase().split("/");
  if (textOf(filter, "Custom") === "true" && custom.includes(extension)) return true;
  return Object.entries(EXTENSIONS).some(([kind, list]) => textOf(filter, kind) === "true" && list.includes(extension));
}

/** The graph as returned by a service that fills in defaults. */
export function normalise(topology: Topology, queueId: string | undefined): Topology {
  const start = topology.Nodes["Start"]!;
  const input = startInput(topology);
  const defaults = {
    State: "Off",
    Video: "false",
    Audio: "false",
    Image: "false",
    ContentType: "false",
    Custom: "false",
    AllFile: "false",
  };
  const notify = childOf(input, "NotifyConfig");
  return {
    Dependencies: topology.Dependencies,
    Nodes: {
      ...topology.Nodes,
      Start: {
        ...start,
        Input: {
          ...input,
          QueueId: textOf(input, "QueueId") ?? queueId,
          NotifyConfig:
            input["NotifyConfig"] === undefined ? undefined : { State: "On", ResultFormat: "XML", ...notify },
          ExtFilter: { ...defaults, ...childOf(input, "ExtFilter") },
        },
      },
    },
  };
}

function checkNode(name: string, node: XmlElement): void {
  const type = textOf(node, "Type");
  if (type === undefined) throw invalidArgument(`Topology.Nodes.${name} must have a Type`);
  if (name !== type && !name.startsWith(`${type}_`)) {
    throw invalidArgument(`Topology.Nodes.${name} must be called ${type}_<suffix> after its Type`);
  }
}

function refuseCycle(dependencies: Topology["Dependencies"]): void {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw invalidArgument(`Topology.Dependencies must not form a cycle (got ${name} twice)`);
    if (done.has(name)) return;
    done.add(name);
    for (const next of nextNodes(dependencies[name] ?? "")) visit(next, [...path, name]);
  };
  visit("Start", []);
}
