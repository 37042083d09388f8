/** The schema of a type that the simulation does not know, inferred from a configuration. */
import type { Attribute, Block, CtyType, Schema } from "../../provider/plugin/schema";
import { formOf, membersOf, objectsIn, shapesOf, usesOfElements } from "./shape";
import type { Shape } from "./shape";
import type { TypeUsage } from "./usage";

/** A type that is only remembered. */
export interface RememberedType {
  readonly schema: Schema;
  /** Attributes and blocks by name. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly usage: TypeUsage;
}

const ID: Attribute = { type: "string", optional: true, computed: true };

/** A schema that accepts all that the configuration sets and refers to. */
export function inferType(usage: TypeUsage): RememberedType {
  const shapes = shapesOf(usage.objects, usage.paths);
  const block = blockOf(shapes);
  return { schema: { version: 0, block: { ...block, attributes: { ...block.attributes, id: ID } } }, shapes, usage };
}

/** The schema of a type that only a state knows: its objects can be destroyed. */
export function typeOfState(names: readonly string[]): RememberedType {
  const paths = names.map((name) => ({ path: [name], isCollection: false }));
  return inferType({ objects: [], paths });
}

function blockOf(shapes: ReadonlyMap<string, Shape>): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NonNullable<Block["block_types"]>[string]> = {};
  for (const [name, shape] of shapes) {
    const form = formOf(shape);
    if (form === "attribute") attributes[name] = attributeOf(shape);
    else {
      const block = blockOf(membersOf(objectsIn(shape), usesOfElements(shape)));
      blocks[name] = { nesting_mode: form === "list block" ? "list" : "single", block };
    }
  }
  return { attributes, block_types: blocks };
}

/** An attribute with references is computed if the configuration leaves it out. */
function attributeOf(shape: Shape): Attribute {
  return { type: typeOf(shape), optional: true, ...(shape.uses.length > 0 && { computed: true }) };
}

/** The type of plain values; dynamic where an expression or several types make it unknown. */
function typeOf({ settings }: Shape): CtyType {
  const types = new Set(settings.map(plainType));
  const [only] = types;
  return types.size === 1 ? only! : "dynamic";
}

function plainType(value: Shape["settings"][number]): CtyType {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "number";
  return typeof value === "string" && !/[$%]\{/.test(value) ? "string" : "dynamic";
}
