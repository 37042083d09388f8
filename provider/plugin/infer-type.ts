/** Types of values without a schema. No import of the codec: `local` has no MessagePack library when installed. */
import type { CtyType } from "./schema";
import { isObject } from "./values";

/** Type of a plain value if the schema says `dynamic`. */
export function inferType(value: unknown): CtyType {
  if (Array.isArray(value)) return ["tuple", value.map(inferType)];
  if (isObject(value))
    return ["object", Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inferType(member)]))];
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" || typeof value === "number" ? (typeof value as "string" | "number") : "dynamic";
}
