/** Completes the attributes of remembered objects. */
import type { Block, CtyType } from "../../provider/plugin/schema";
import { attributeType } from "../../provider/plugin/schema";
import type { Attributes, Json } from "../resources/kind";
import { isListName, plausible } from "./plausible";
import type { ValueContext } from "./plausible";
import { membersOf, objectsIn, usesOfElements } from "./shape";
import type { Shape } from "./shape";
import { isRecord } from "./usage";
import type { UsedPath } from "./usage";

/** Longest list that is invented for an index in the configuration. */
const MAX_ELEMENTS = 100;

/**
 * Adds a value for every computed attribute that has none: the user's value, or an invented one that fits the use in the
 * configuration.
 *
 * @param shapes attributes and blocks by name
 */
export function completeAttributes(
  block: Block,
  shapes: ReadonlyMap<string, Shape>,
  attributes: Attributes,
  userValues: Attributes,
  context: ValueContext,
): Attributes {
  const complete: Record<string, Json> = { ...attributes };
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    const value = userValues[name];
    if (value !== undefined && attribute.computed) complete[name] = cast(value, attributeType(attribute));
    else if ((complete[name] ?? null) === null && attribute.computed && shapes.has(name)) {
      complete[name] = cast(invent(name, shapes.get(name)!.uses, context), attributeType(attribute));
    }
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const shape = shapes.get(name);
    const value = complete[name] ?? null;
    if (!shape || value === null) continue;
    const inner = membersOf(objectsIn(shape), usesOfElements(shape));
    const completeElement = (element: Json, index: number): Json => {
      if (!isRecord(element)) return element;
      const userElement = elementOf(userValues[name] ?? null, index);
      const seed = `${context.seed} ${name} ${index}`;
      const values = isRecord(userElement) ? userElement : {};
      return completeAttributes(nested.block, inner, element, values, { ...context, seed });
    };
    complete[name] = Array.isArray(value) ? (value as Json[]).map(completeElement) : completeElement(value, 0);
  }
  return complete;
}

function elementOf(value: Json, index: number): Json {
  return Array.isArray(value) ? ((value as Json[])[index] ?? null) : value;
}

/** An invented value with every member and element that the references use. */
export function invent(name: string, uses: readonly UsedPath[], context: ValueContext): Json {
  const inner = uses.filter(({ path }) => path.length > 0);
  const indexes = inner.flatMap(({ path: [first] }) => (typeof first === "string" ? [] : [first ?? 0]));
  if (indexes.length > 0) {
    const length = Math.min(Math.max(...indexes) + 1, MAX_ELEMENTS);
    const elements = inner.flatMap(({ path: [first, ...rest], isCollection }) => {
      return typeof first === "string" ? [] : [{ path: rest, isCollection }];
    });
    return Array.from({ length }, (_, index) => {
      return invent(singular(name), elements, { ...context, seed: `${context.seed} ${index}` });
    });
  }
  if (inner.length > 0) {
    const members = membersOf([], inner);
    const nameFor = (member: string): string => (member === "name" && /^(zone|region)$/.test(name) ? name : member);
    return Object.fromEntries(
      [...members].map(([member, shape]) => [member, invent(nameFor(member), shape.uses, context)]),
    );
  }
  const isList = isListName(name) || uses.some(({ isCollection }) => isCollection);
  return isList ? [plausible(singular(name), { ...context, seed: `${context.seed} 0` })] : plausible(name, context);
}

/** The name of an element: `subnet_ids` has elements like `subnet_id`. */
function singular(name: string): string {
  return name
    .replace(/_(list|set|items)$/, "")
    .replace(/(address|status)es$/, "$1")
    .replace(/ies$/, "y")
    .replace(/(?<!s|u)s$/, "");
}

/** Terraform's conversions between plain types; other values are left as they are. */
export function cast(value: Json, type: CtyType): Json {
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (type === "number" && typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
    return Number(value);
  if (type === "bool" && (value === "true" || value === "false")) return value === "true";
  const isFit = typeof value === (type === "bool" ? "boolean" : type);
  return type === "dynamic" || typeof type !== "string" || isFit || value === null ? value : null;
}
