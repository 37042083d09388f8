/** The form of an attribute or a block, from what a configuration sets and refers to. */
import type { Json } from "../resources/kind";
import { isRecord } from "./usage";
import type { ConfiguredObject, UsedPath } from "./usage";

/** An attribute or a block of a type. */
export interface Shape {
  /** Values in the configuration, without null. */
  readonly settings: readonly Json[];
  /** Whether a `dynamic` block creates it: then it must be a block. */
  readonly isDynamic: boolean;
  /** References to it and to its members; paths are relative to it. */
  readonly uses: readonly UsedPath[];
}

/** Names that Terraform accepts in a schema. Others in a configuration are mistakes, which Terraform reports. */
const NAME = /^[a-z0-9_]+$/;

/** Attributes and blocks of the objects, by name. */
export function membersOf(objects: readonly Json[], uses: readonly UsedPath[]): Map<string, Shape> {
  const members = new Map<string, { settings: Json[]; isDynamic: boolean; uses: UsedPath[] }>();
  const memberOf = (name: string) => {
    const found = members.get(name) ?? { settings: [], isDynamic: false, uses: [] };
    if (NAME.test(name)) members.set(name, found);
    return found;
  };
  for (const [name, value] of objects.flatMap(entriesOf)) {
    if (name === "//") continue;
    if (name !== "dynamic") {
      if (value !== null) memberOf(name).settings.push(value);
      continue;
    }
    for (const [block, blocks] of entriesOf(value)) {
      const shape = memberOf(block);
      shape.isDynamic = true;
      shape.settings.push(
        ...listOf(blocks).flatMap((block) => (isRecord(block) ? listOf(block["content"] ?? []) : [])),
      );
    }
  }
  for (const { path, isCollection } of uses) {
    const [name, ...rest] = path;
    if (typeof name === "string") memberOf(name).uses.push({ path: rest, isCollection });
  }
  return members;
}

/** Attributes and blocks of a type, by name. */
export function shapesOf(objects: readonly ConfiguredObject[], uses: readonly UsedPath[]): Map<string, Shape> {
  const shapes = membersOf(
    objects.map(({ body }) => body),
    uses,
  );
  shapes.delete("id");
  return shapes;
}

/** Objects that the configuration sets; lists are flattened. */
export function objectsIn({ settings }: Shape): Json[] {
  return settings.flatMap(listOf);
}

/** References to members of the elements; paths without the index of the element. */
export function usesOfElements({ uses }: Shape): UsedPath[] {
  return uses.flatMap(({ path, isCollection }) => {
    const [first, ...rest] = path;
    if (first === undefined) return [];
    return [typeof first === "string" ? { path, isCollection } : { path: rest, isCollection }];
  });
}

/** How a shape becomes a part of the schema. */
export type Form = "attribute" | "list block" | "single block";

/**
 * A block if one of these holds: a `dynamic` block creates it; it is set as an object and referred to by index; a
 * reference names a member that the configuration does not set; a member must be a block. Otherwise an attribute, which
 * accepts every value.
 */
export function formOf(shape: Shape): Form {
  if (shape.isDynamic) return "list block";
  const { settings, uses } = shape;
  const objects = objectsIn(shape);
  const areBodies = objects.length > 0 && objects.every((object) => isRecord(object) && hasValidNames(object));
  if (!areBodies) return "attribute";
  const isIndexed = uses.some(({ path }) => typeof path[0] === "number");
  const hasList = settings.some(Array.isArray);
  const isMixed = settings.some(isRecord) && (hasList || isIndexed);
  if (!isMixed && !hasOpenMember(shape)) return "attribute";
  return hasList || isIndexed ? "list block" : "single block";
}

/** Whether an element lacks a member that a reference names, or has a member that must be a block. */
function hasOpenMember(shape: Shape): boolean {
  const objects = objectsIn(shape);
  const uses = usesOfElements(shape);
  const isMissing = uses.some(({ path: [name] }) => {
    return typeof name === "string" && NAME.test(name) && !objects.every((object) => name in (object as object));
  });
  return isMissing || [...membersOf(objects, uses).values()].some((member) => formOf(member) !== "attribute");
}

function hasValidNames(object: object): boolean {
  return Object.keys(object).every((name) => name === "//" || NAME.test(name));
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? [...(value as Json[])] : [value];
}

function entriesOf(value: Json): [string, Json][] {
  if (Array.isArray(value)) return (value as Json[]).flatMap(entriesOf);
  return isRecord(value) ? Object.entries(value) : [];
}
