/** How a configuration uses a resource type: what it sets, and what it refers to. */
import type { Json } from "../resources/kind";
import { membersIn, referencesIn, selfReferencesIn } from "./references";
import type { Step } from "./references";

/** A file of a configuration in Terraform's JSON syntax. */
export type JsonFile = { readonly [block: string]: Json };

/** A resource or a data source of a configuration. */
export interface ConfiguredObject {
  readonly mode: "resource" | "data";
  readonly type: string;
  readonly name: string;
  /** Its body, without meta-arguments. */
  readonly body: { readonly [name: string]: Json };
}

export interface UsedPath {
  readonly path: readonly Step[];
  readonly isCollection: boolean;
}

/** Objects of a type, and references to their attributes. */
export interface TypeUsage {
  readonly objects: readonly ConfiguredObject[];
  readonly paths: readonly UsedPath[];
}

/** Use of each type, by mode. */
export type Usage = Readonly<Record<"resource" | "data", ReadonlyMap<string, TypeUsage>>>;

const META = ["//", "count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "connection"];

interface Collected {
  readonly objects: ConfiguredObject[];
  readonly paths: UsedPath[];
}

/** @param prefix of the types, such as `tencentcloud_` */
export function usageOf(files: readonly JsonFile[], prefix: string): Usage {
  const used = { resource: new Map<string, Collected>(), data: new Map<string, Collected>() };
  const usageFor = (mode: "resource" | "data", type: string): Collected => {
    const found = used[mode].get(type) ?? { objects: [], paths: [] };
    used[mode].set(type, found);
    return found;
  };
  for (const object of files.flatMap((file) => objectsOf(file, prefix))) {
    const { mode, type, name, raw } = object;
    const { objects, paths } = usageFor(mode, type);
    objects.push({ mode, type, name, body: withoutMeta(raw) });
    for (const text of textsIn(raw)) {
      for (const path of selfReferencesIn(text)) paths.push({ path, isCollection: false });
    }
    for (const path of ignoredPathsIn(raw)) paths.push({ path, isCollection: false });
  }
  const texts = files.flatMap(textsIn);
  // Where an object is used as a whole, its members are named elsewhere: `each.value.id`, `local.all["a"].ip`.
  const candidates = texts.flatMap(membersIn);
  for (const { mode, type, path, isCollection } of texts.flatMap((text) => referencesIn(text, prefix))) {
    const { paths } = usageFor(mode, type);
    if (path.length > 0) paths.push({ path, isCollection });
    else for (const name of candidates) paths.push({ path: [name], isCollection: false });
  }
  return used;
}

interface RawObject extends Omit<ConfiguredObject, "body"> {
  readonly raw: Json;
}

function objectsOf(file: JsonFile, prefix: string): RawObject[] {
  return (["resource", "data"] as const).flatMap((mode) =>
    labelledValues(file[mode] ?? null)
      .filter(([type]) => type.startsWith(prefix))
      .flatMap(([type, named]) =>
        labelledValues(named).flatMap(([name, raw]) => (isRecord(raw) ? [{ mode, type, name, raw }] : [])),
      ),
  );
}

/** Labels with their content; JSON syntax allows an array of objects in the place of an object. */
function labelledValues(value: Json): [string, Json][] {
  if (Array.isArray(value)) return (value as Json[]).flatMap(labelledValues);
  return isRecord(value) ? Object.entries(value).filter(([name]) => name !== "//") : [];
}

function withoutMeta(raw: Json): ConfiguredObject["body"] {
  return Object.fromEntries(labelledValues(raw).filter(([name]) => !META.includes(name)));
}

/** Texts with expressions, and the plain references of `replace_triggered_by`. */
export function textsIn(value: Json): string[] {
  if (typeof value === "string") return value.includes("${") || value.includes("%{") ? [value] : [];
  if (Array.isArray(value)) return (value as Json[]).flatMap(textsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const own = name === "replace_triggered_by" ? stringsIn(member) : textsIn(member);
    return name.includes("${") ? [name, ...own] : own;
  });
}

/** Paths of `ignore_changes`: Terraform refuses those that are not in the schema. */
function ignoredPathsIn(raw: Json): (readonly Step[])[] {
  const lifecycle = labelledValues(raw).flatMap(([name, value]) => (name === "lifecycle" ? labelledValues(value) : []));
  const ignored = lifecycle.flatMap(([name, value]) => (name === "ignore_changes" ? stringsIn(value) : []));
  return ignored
    .filter((text) => /^[a-z]/.test(text) && text !== "all")
    .map((text) => {
      return text.split(/[.[]/).slice(0, 1);
    });
}

function stringsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? (value as Json[]).flatMap(stringsIn) : [];
}

export function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
