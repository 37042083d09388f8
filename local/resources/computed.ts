import { randomInt } from "node:crypto";
import type { Block, CtyType } from "../../provider/plugin/schema";
import { attributeType } from "../../provider/plugin/schema";
import type { Clock } from "../clock";
import { shortId } from "../ids";
import type { Attributes, Json } from "./kind";

/** Attributes with a value for each computed one that has none: made up, but of the right type and plausible by its name. */
export function fillComputed(block: Block, attributes: Attributes, clock: Clock): Attributes {
  const filled: Record<string, Json> = { ...attributes };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if (!attribute.computed || (filled[name] ?? null) !== null) continue;
    filled[name] = invent(name, attributeType(attribute), clock);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const value = filled[name];
    if (Array.isArray(value)) {
      filled[name] = (value as Attributes[]).map((element) => fillComputed(nested.block, element, clock));
    }
  }
  return filled;
}

function invent(name: string, type: CtyType, clock: Clock): Json {
  if (type === "bool") return false;
  if (type === "number") return 0;
  if (type !== "string") return type === "dynamic" || type[0] === "object" ? null : type[0] === "map" ? {} : [];
  if (/_(time|at)$/.test(name)) return clock.timestamp().replace("T", " ").slice(0, 19);
  // Some ids are numbers in text, and the provider checks that they are.
  return name === "id" ? String(randomInt(1_000_000, 10_000_000)) : shortId(name.replaceAll("_", "-"));
}
