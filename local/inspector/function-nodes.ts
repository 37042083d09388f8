import { DELIVERY_ENV } from "../../handler/delivery/durable/role";
import type { LocalCloud } from "../cloud";
import type { Inboxes } from "./inboxes";
import type { Graph, GraphNode } from "./protocol";

/** Column of the functions that are called from outside. */
const LAYER = 4;

type Role = "inline" | "receiver" | "worker" | "sweeper";

/** Functions, the inbox between them where delivery is durable, and what they lead to. */
export function functionNodes(
  cloud: Pick<LocalCloud, "functions" | "resources">,
  inboxes: Inboxes,
  outcome: string,
): Graph {
  const roles = new Map(cloud.functions.map(({ name }) => [name, roleOf(name, cloud.resources)]));
  const nodes: GraphNode[] = cloud.functions.map(({ name, runtime, instances, codeSha256 }) => {
    const role = roles.get(name)!;
    return {
      ...{ id: `function ${name}`, kind: "function", layer: role === "worker" ? LAYER + 2 : LAYER, title: name },
      detail: role,
      status: "on",
      facts: { runtime, instances, code: codeSha256.slice(0, 8) },
    };
  });
  const named = (wanted: Role): string[] =>
    [...roles].filter(([, role]) => role === wanted).map(([name]) => `function ${name}`);
  const edges = named("inline").map((from) => ({ from, to: outcome }));
  for (const inbox of inboxes.all()) {
    const id = `inbox ${inbox.bucket}/${inbox.prefix}`;
    const [waiting, dead] = [inboxes.count(inbox, "inbox"), inboxes.count(inbox, "dead")];
    nodes.push({
      ...{ id, kind: "inbox", layer: LAYER + 1, title: inbox.prefix, detail: inbox.bucket },
      status: dead > 0 ? "bad" : waiting > 0 ? "busy" : "on",
      facts: { waiting, dead, done: inboxes.count(inbox, "done") },
    });
    for (const from of [...named("receiver"), ...named("sweeper")]) edges.push({ from, to: id });
    for (const to of named("worker")) edges.push({ from: id, to }, { from: to, to: outcome });
  }
  return { nodes, edges };
}

/** What a function does in durable delivery; `inline` for every other one. */
function roleOf(name: string, resources: LocalCloud["resources"]): Role {
  const stored = resources.find(
    ({ type, attributes }) => type === "tencentcloud_scf_function" && attributes["name"] === name,
  );
  const environment = (stored?.attributes["environment"] ?? {}) as Readonly<Record<string, string>>;
  const role = environment[DELIVERY_ENV];
  return role === "receiver" || role === "worker" || role === "sweeper" ? role : "inline";
}
