import { DELIVERY_ENV } from "../../handler/delivery/durable/role";
import type { LocalCloud } from "../cloud";
import { text } from "../resources/kind";
import type { Inboxes } from "./inboxes";
import type { Graph, GraphNode } from "./protocol";

/** Column of the functions that are called from outside. */
const LAYER = 4;
/** Column between buckets and jobs. */
const SUBMITTER_LAYER = 0.5;

/** `submitter`: COS notifies it of uploads. `other`: no other node calls it. */
type Role = "inline" | "receiver" | "worker" | "sweeper" | "submitter" | "other";

type Resources = LocalCloud["resources"];

/**
 * Functions, the inbox between them if delivery is durable, and their targets.
 *
 * @param called names of functions behind public addresses and topics
 */
export function functionNodes(
  cloud: Pick<LocalCloud, "functions" | "resources">,
  inboxes: Inboxes,
  called: ReadonlySet<string>,
  outcome: string,
): Graph {
  const roles = new Map(cloud.functions.map(({ name }) => [name, roleOf(name, cloud.resources, called)]));
  const nodes: GraphNode[] = cloud.functions.map(({ name, runtime, instances, codeSha256 }) => {
    const role = roles.get(name)!;
    return {
      ...{ id: idOf(name), kind: "function", layer: layerOf(role), title: name },
      detail: role,
      status: role === "other" ? "off" : "on",
      facts: { runtime, instances, code: codeSha256.slice(0, 8) },
    };
  });
  const idsOfRole = (wantedRole: Role): string[] =>
    [...roles].filter(([, role]) => role === wantedRole).map(([name]) => idOf(name));
  const edges = idsOfRole("inline").map((from) => ({ from, to: outcome }));
  for (const { name, bucket } of cosTriggers(cloud.resources)) {
    if (roles.get(name) !== "submitter") continue;
    edges.push({ from: `bucket ${bucket}`, to: idOf(name) }, { from: idOf(name), to: `jobs ${bucket}` });
  }
  for (const inbox of inboxes.all()) {
    const id = `inbox ${inbox.bucket}/${inbox.prefix}`;
    const { inbox: waiting, dead, done } = inboxes.counts(inbox);
    nodes.push({
      ...{ id, kind: "inbox", layer: LAYER + 1, title: inbox.prefix, detail: inbox.bucket },
      status: dead > 0 ? "bad" : waiting > 0 ? "busy" : "on",
      facts: { waiting, dead, done },
    });
    for (const from of [...idsOfRole("receiver"), ...idsOfRole("sweeper")]) edges.push({ from, to: id });
    for (const to of idsOfRole("worker")) edges.push({ from: id, to }, { from: to, to: outcome });
  }
  return { nodes, edges };
}

/** Node of a function. */
export const idOf = (name: string): string => `function ${name}`;

function layerOf(role: Role): number {
  if (role === "submitter") return SUBMITTER_LAYER;
  return role === "worker" ? LAYER + 2 : LAYER;
}

function roleOf(name: string, resources: Resources, called: ReadonlySet<string>): Role {
  const stored = resources.find(
    ({ type, attributes }) => type === "tencentcloud_scf_function" && attributes["name"] === name,
  );
  const environment = (stored?.attributes["environment"] ?? {}) as Readonly<Record<string, string>>;
  const role = environment[DELIVERY_ENV];
  if (role === "receiver" || role === "worker" || role === "sweeper") return role;
  if (called.has(name)) return "inline";
  return cosTriggers(resources).some((trigger) => trigger.name === name) ? "submitter" : "other";
}

/** Functions that COS notifies of objects, with their bucket. */
function cosTriggers(resources: Resources): { readonly name: string; readonly bucket: string }[] {
  return resources
    .filter(({ type, attributes }) => type === "tencentcloud_scf_trigger" && attributes["type"] === "cos")
    .map(({ attributes }) => ({
      name: text(attributes, "function_name"),
      bucket: text(attributes, "trigger_name").split(".")[0]!, // the trigger's name is the bucket's host
    }));
}
