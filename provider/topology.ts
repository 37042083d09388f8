/**
 * A workflow's topology as JSON. CI may return it in another form: other order, empty elements, lists of one as single
 * elements. Comparisons use a canonical form without these differences.
 */
import { createHash } from "node:crypto";
import { readNotifyConfig, writeNotifyConfig } from "../api/notify-config";
import type { NotifyConfig } from "../api/notify-config";
import { childOf } from "../api/xml";
import type { XmlContent, XmlElement } from "../api/xml";

export type Topology = Readonly<Record<string, unknown>>;

/** A topology from the state. CI's form may fail the checks of a configuration. */
export function readTopology(json: string): Topology {
  const topology: unknown = JSON.parse(json);
  return isRecord(topology) ? topology : {};
}

/** True when the topology itself holds the callback setting. */
export function hasNotifyConfig(topology: Topology): boolean {
  const input = startInput(topology);
  return isRecord(input) && input["NotifyConfig"] !== undefined && input["NotifyConfig"] !== null;
}

/** The topology to send to CI, with the callback setting inserted. */
export function toXmlTopology(
  topology: Topology,
  notify: NotifyConfig | undefined,
): Readonly<Record<string, XmlContent>> {
  const content = toContent(topology) as Readonly<Record<string, XmlContent>>;
  if (!notify) return content;
  const nodes = content["Nodes"] as Readonly<Record<string, Readonly<Record<string, XmlContent>>>>;
  const start = nodes["Start"] ?? {};
  const input = {
    ...(start["Input"] as Readonly<Record<string, XmlContent>>),
    NotifyConfig: writeNotifyConfig(notify),
  };
  return { ...content, Nodes: { ...nodes, Start: { ...start, Input: input } } };
}

/** Splits CI's answer into the topology without the callback setting, and that setting if present. */
export function fromXmlTopology(element: XmlElement): { readonly topology: Topology; readonly notify?: NotifyConfig } {
  const nodes = childOf(element, "Nodes");
  const start = childOf(nodes, "Start");
  const { NotifyConfig: notifyConfig, ...input } = childOf(start, "Input");
  const topology = { ...element, Nodes: { ...nodes, Start: { ...start, Input: input } } };
  if (notifyConfig === undefined || notifyConfig === "") return { topology };
  return { topology, notify: readNotifyConfig({ NotifyConfig: notifyConfig }) };
}

/** True when both mean the same graph. */
export function isSameTopology(a: Topology, b: Topology): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** True when `actual` is the same graph and its nodes have at least the members of `wanted`. */
export function coversTopology(actual: Topology, wanted: Topology): boolean {
  const [left, right] = [canonical(actual), canonical(wanted)];
  if (!isRecord(left) || !isRecord(right)) return false;
  const sameNodes = Object.keys(left["Nodes"] ?? {}).join() === Object.keys(right["Nodes"] ?? {}).join();
  return (
    sameNodes && JSON.stringify(left["Dependencies"]) === JSON.stringify(right["Dependencies"]) && covers(left, right)
  );
}

/** A digest that is equal for equal topologies; it does not reveal their secrets. */
export function fingerprint(topology: Topology): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(topology)))
    .digest("hex")
    .slice(0, 32);
}

function startInput(topology: Topology): unknown {
  const nodes = topology["Nodes"];
  const start = isRecord(nodes) ? nodes["Start"] : undefined;
  return isRecord(start) ? start["Input"] : undefined;
}

/** JSON as XML content: null members are left out. */
function toContent(value: unknown): XmlContent {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(toContent);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toContent(member)]));
  return value as string | number | boolean;
}

/** Canonical form: sorted (also lists of names), leaves as text, no empty members, no lists of one, `On` as `on`. */
function canonical(value: unknown, path: readonly string[] = []): unknown {
  if (value === null || value === undefined || value === "") return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, path)).filter((item) => item !== undefined);
    return items.length > 1 ? items : items[0];
  }
  if (isRecord(value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => [name, canonical(value[name], [...path, name])] as const)
      .filter(([, member]) => member !== undefined);
    return members.length > 0 ? Object.fromEntries(members) : undefined;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (path[0] === "Dependencies" || path.at(-1) === "Event") return namesIn(text).sort().join(",");
  return path.at(-1) === "State" ? text.toLowerCase() : text;
}

function covers(actual: unknown, wanted: unknown): boolean {
  if (isRecord(wanted))
    return isRecord(actual) && Object.entries(wanted).every(([name, member]) => covers(actual[name], member));
  return JSON.stringify(actual) === JSON.stringify(wanted);
}

export function namesIn(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
