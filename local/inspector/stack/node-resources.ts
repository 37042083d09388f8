/** The resources of a stack behind a node of the pipeline's diagram. */
import { topicOfAddress } from "../../kafka/address";
import type { Values } from "./terraform";

/**
 * Whether a resource is the object of a node, or belongs to it: one of its attributes is the object's name or id, such as
 * the function name of a trigger. The resource's type is not considered.
 *
 * @param node id of the node
 */
export function belongsToNode(node: string, values: Values): boolean {
  const name = nameIn(node);
  return Object.entries(values).some(([attribute, value]) => {
    if (typeof value !== "string") return false;
    return value === name || (attribute === "id" && value.endsWith(`/${name}`));
  });
}

/** Name or id of the object in the id of a node, such as `function NAME` or `inbox BUCKET/PREFIX`. */
function nameIn(node: string): string {
  const topic = topicOfAddress(node);
  if (topic) return topic.topic;
  const [, kind, name = node] = /^(bucket|jobs|function|inbox) (.+)$/.exec(node) ?? [];
  return kind === "inbox" ? name.split("/")[0]! : name;
}
