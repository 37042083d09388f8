/** Attributes as lines of text, without secrets, and the differences between two versions of a resource. */
import type { Json } from "../../resources/kind";
import type { AttributeRow, ChangedAttribute } from "../protocol";
import type { Values } from "./terraform";

/** Shown in the place of a secret. */
export const MASK = "••••••";
/** A shorter text may occur anywhere by chance. */
const MIN_SECRET_CHARACTERS = 8;
const MAX_SHOWN_CHARACTERS = 4000;
/** Names of secrets: types that are only remembered have no attribute that is marked as sensitive. */
const SECRET_NAME = /(^|[_.-])(password|passwd|secret|secret_key|private_key|token)$/i;

/** A version of a resource: its values, and where they are sensitive. */
export interface Version {
  readonly values: Values | null;
  readonly sensitive?: Json;
}

/** Texts that must not be shown, wherever they occur; the longest first, since one may contain another. */
export type Secrets = readonly string[];

/** Each text in three forms: unchanged, within JSON and within a URL. */
export function secretsOf(texts: readonly string[]): Secrets {
  const forms = texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

interface Leaf {
  readonly value: Exclude<Json, object>;
  readonly isSensitive: boolean;
}

/** The attributes that have a value, in the order of the resource. */
export function attributesOf(version: Version, secrets: Secrets): AttributeRow[] {
  return [...leavesOf(version)].map(([name, leaf]) => ({ name, value: displayText(leaf, secrets) }));
}

/**
 * The attributes that differ. No value, an empty text, an empty list and an empty map count as equal: a provider may read
 * one where another was written.
 */
export function changesOf(before: Version, after: Version, secrets: Secrets): ChangedAttribute[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .filter((name) => old.get(name)?.value !== now.get(name)?.value)
    .map((name) => {
      const [oldLeaf, newLeaf] = [old.get(name), now.get(name)];
      return {
        name,
        ...(oldLeaf && { before: displayText(oldLeaf, secrets) }),
        ...(newLeaf && { after: displayText(newLeaf, secrets) }),
      };
    });
}

/** The sensitive texts of a version. They may occur in other attributes that nobody marked. */
export function secretsIn(version: Version): string[] {
  return [...leavesOf(version).values()]
    .filter(({ isSensitive }) => isSensitive)
    .map(({ value }) => String(value))
    .filter((text) => text.length >= MIN_SECRET_CHARACTERS);
}

function displayText({ value, isSensitive }: Leaf, secrets: Secrets): string {
  if (isSensitive) return MASK;
  let text = String(value);
  for (const secret of secrets) text = text.replaceAll(secret, MASK);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

function leavesOf({ values, sensitive = {} }: Version): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (value: Json, marks: Json | undefined, name: string): void => {
    if (value === null || value === "") return;
    if (typeof value !== "object") {
      return void leaves.set(name, { value, isSensitive: marks === true || SECRET_NAME.test(name) });
    }
    const isList = Array.isArray(value);
    for (const [key, member] of Object.entries(value)) {
      visit(member, marks === true ? true : memberOf(marks, key), isList ? `${name}[${key}]` : join(name, key));
    }
  };
  visit(values, sensitive, "");
  return leaves;
}

function memberOf(marks: Json | undefined, key: string): Json | undefined {
  return typeof marks === "object" && marks !== null ? (marks as Readonly<Record<string, Json>>)[key] : undefined;
}

function join(name: string, key: string): string {
  if (name === "") return key;
  return /^[\w-]+$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`;
}
