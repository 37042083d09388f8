import { randomInt } from "node:crypto";
import type { Block, CtyType } from "../../provider/plugin/schema";
import { attributeType } from "../../provider/plugin/schema";
import type { Clock } from "../clock";
import { shortId } from "../ids";
import type { Attributes, Json } from "./kind";

/** Values by dotted path for attributes that a configuration leaves out; null for attributes without a value. */
type ReadBack = Readonly<Record<string, Json>>;

/**
 * Fills in computed attributes that the configuration leaves out: the measured value, otherwise an invented one of the
 * right type that is plausible for the name.
 *
 * @param emptyInBlocks whether unset texts in blocks become empty
 */
export function fillComputed(
  block: Block,
  attributes: Attributes,
  clock: Clock,
  readBack: ReadBack = {},
  { emptyInBlocks = false, prefix = "" } = {},
): Attributes {
  const filled: Record<string, Json> = { ...attributes };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if ((filled[name] ?? null) !== null) continue;
    const measured = readBack[prefix + name];
    if (measured !== undefined) filled[name] = measured;
    else if (emptyInBlocks && prefix !== "" && attributeType(attribute) === "string") filled[name] = "";
    else if (attribute.computed) filled[name] = invent(name, attributeType(attribute), clock);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const value = filled[name] ?? null;
    const known = readBack[prefix + name];
    if (known !== undefined && (value === null || (Array.isArray(value) && value.length === 0))) filled[name] = known;
    else if (Array.isArray(value)) {
      filled[name] = (value as Attributes[]).map((element) =>
        fillComputed(nested.block, element, clock, readBack, { emptyInBlocks, prefix: `${prefix}${name}.` }),
      );
    }
  }
  return filled;
}

function invent(name: string, type: CtyType, clock: Clock): Json {
  if (type === "bool") return false;
  if (type === "number") return 0;
  if (type !== "string") return type === "dynamic" || type[0] === "object" ? null : type[0] === "map" ? {} : [];
  if (/_(time|at)$/.test(name)) return clock.timestamp().replace("T", " ").slice(0, 19);
  // Some ids are numbers as text, and the provider checks this.
  return name === "id" ? String(randomInt(1_000_000, 10_000_000)) : shortId(name.replaceAll("_", "-"));
}
