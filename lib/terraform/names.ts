import type { IConstruct } from "constructs";
import { addressOf, namingIds } from "./moves";

const HASH_LENGTH = 8;

/**
 * A name for a cloud object, derived from the construct's path: readable, equal in every synthesis, and different for
 * different paths because of the hash at its end. Letters, digits and dashes; starts with a letter. A moved construct
 * keeps its name, see `moveFromPath`.
 *
 * @param maxLength limit of the service, at least 20
 */
export function nameFromPath(scope: IConstruct, maxLength: number): string {
  const ids = namingIds(scope);
  const words = ids
    .filter((id) => id !== "")
    .join("-")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^[^A-Za-z]+/, "");
  const readable = (words || "ci").slice(0, maxLength - HASH_LENGTH - 1).replace(/-+$/, "");
  return `${readable}-${addressOf(ids).slice(-HASH_LENGTH)}`;
}
