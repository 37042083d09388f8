/**
 * Converts between members of API 3.0 and attributes of the vendor's provider. The local cloud stores attributes. Most
 * names differ only in spelling: `MemorySize` and `memory_size`.
 */
import type { Block } from "../../provider/plugin/schema";
import type { Attributes, Json } from "../resources/kind";
import { resourceSchema } from "../vendor/schema";
import type { Fields } from "./action";

/** How one attribute is written in the API. */
export interface Member {
  readonly name: string;
  /** Converts the member's value to the attribute's. @default - the same value */
  readonly toAttribute?: (value: Json) => Json;
  /** Converts the attribute's value to the member's; `undefined` leaves it out. @default - the same value */
  readonly toMember?: (value: Json) => Json | undefined;
}

/** Attribute → its member, or the member's name. */
export type Members = Readonly<Record<string, string | Member>>;

/** Attributes for the members of a request. */
export function attributesOf(members: Members, fields: Fields): Attributes {
  const entries = Object.entries(members).map(([attribute, member]) => {
    const { name, toAttribute = identity } = memberOf(member);
    const value = fields[name] ?? null;
    return [attribute, value === null ? null : toAttribute(value)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Members for attributes; null values are omitted. */
export function fieldsOf(members: Members, attributes: Attributes): Fields {
  const entries = Object.entries(members).map(([attribute, member]) => {
    const { name, toMember = identity } = memberOf(member);
    const value = attributes[attribute] ?? null;
    return [name, value === null ? undefined : toMember(value)] as const;
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** A member with the text TRUE or FALSE. */
export const flag = (name: string): Member => ({
  name,
  toAttribute: (value) => value === "TRUE",
  toMember: (value) => (value === true ? "TRUE" : "FALSE"),
});

/** A list of objects; each is a block in the provider. */
export const objects = (name: string, members: Members): Member => ({
  name,
  toAttribute: (value) => (value as readonly Fields[]).map((element) => attributesOf(members, element)),
  toMember: (value) => (value as readonly Attributes[]).map((block) => fieldsOf(members, block)),
});

/** An object; in the provider, a block: a list of one element. */
export const object = (name: string, members: Members): Member => ({
  name,
  toAttribute: (value) => [attributesOf(members, value as Fields)],
  toMember: (value) => {
    const [block] = value as readonly Attributes[];
    return block && fieldsOf(members, block);
  },
});

/**
 * The members for attributes of a resource type whose names differ only in spelling. A block that the vendor's schema
 * limits to one is an object in the API, any other block is a list.
 *
 * @param irregular attribute → name of its member, in blocks as well
 */
export function regularMembers(
  type: string,
  names: readonly string[],
  irregular: Readonly<Record<string, string>> = {},
): Members {
  const membersOfBlock = ({ attributes = {}, block_types = {} }: Block): Members => ({
    ...Object.fromEntries(Object.keys(attributes).map((name) => [name, irregular[name] ?? pascal(name)])),
    ...Object.fromEntries(
      Object.entries(block_types).map(([name, { block, max_items }]) => {
        const member = irregular[name] ?? pascal(name);
        return [name, (max_items === 1 ? object : objects)(member, membersOfBlock(block))];
      }),
    ),
  });
  const all = membersOfBlock(resourceSchema(type).block);
  return Object.fromEntries(names.map((name) => [name, all[name]!]));
}

/** Tags: a list of pairs in the API, a map in the provider. */
export const tagged = (name: string, key = "Key", value = "Value"): Member => ({
  name,
  toAttribute: (list) => mapOf(list as readonly Fields[], key, value),
  toMember: (map) => pairsOf(map as Attributes, key, value),
});

/** A map for a list of pairs. */
export function mapOf(pairs: readonly Fields[], key = "Key", value = "Value"): Attributes {
  return Object.fromEntries(pairs.map((pair) => [pair[key] as string, pair[value] ?? ""]));
}

/** A list of pairs for a map. */
export function pairsOf(map: Attributes | null | undefined, key = "Key", value = "Value"): Fields[] {
  return Object.entries(map ?? {}).map(([name, text]) => ({ [key]: name, [value]: text }));
}

/** `path_match` → `PathMatch`. */
function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

function memberOf(member: string | Member): Member {
  return typeof member === "string" ? { name: member } : member;
}

function identity(value: Json): Json {
  return value;
}
