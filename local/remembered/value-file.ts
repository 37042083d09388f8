/** The user's file with values for resources that are only remembered. */
import { existsSync, readFileSync } from "node:fs";
import type { Attributes, Json } from "../resources/kind";
import { isRecord } from "./usage";
import type { TypeUsage, Usage } from "./usage";

/** Name of the file that `local` reads in the app's folder. */
export const VALUE_FILE = "local-values.json";
/** Names the file to the simulated provider. */
export const VALUE_FILE_VARIABLE = "TENCENTCI_LOCAL_VALUES";

/** Values by type or address, such as `tencentcloud_redis_instance` or `data.tencentcloud_images.main`. */
export type ValueFile = Readonly<Record<string, Attributes>>;

const PREFIX = "tencentcloud_";
const KEY = /^(data\.)?([a-z0-9_]+)(?:\.([\p{L}_][\p{L}\p{N}_-]*))?$/u;
const OUTPUTS = /^data\.terraform_remote_state\.[\p{L}_][\p{L}\p{N}_-]*$/u;

/** @throws Error that names the file and the place of the mistake */
export function readValueFile(path: string): ValueFile {
  const parsed = parse(path);
  if (!isRecord(parsed)) throw new Error(`${path} must be an object of objects (got ${kindOf(parsed)}): ${EXAMPLE}`);
  for (const [key, values] of Object.entries(parsed)) {
    const [, , type = ""] = KEY.exec(key) ?? [];
    if (!type.startsWith(PREFIX) && !OUTPUTS.test(key)) {
      throw new Error(
        `${path} must have types and addresses of ${PREFIX}… as names (got ${JSON.stringify(key)}): ${EXAMPLE}`,
      );
    }
    if (!isRecord(values)) {
      throw new Error(`${path} must have an object of attributes for ${key} (got ${kindOf(values)}): ${EXAMPLE}`);
    }
  }
  return parsed as ValueFile;
}

const EXAMPLE = '{ "tencentcloud_redis_instance": { "ip": "127.0.0.1" } }';

function parse(path: string): Json {
  if (!existsSync(path)) throw new Error(`${path} must exist (got no file)`);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch (cause) {
    throw new Error(`${path} must be JSON (got: ${(cause as Error).message})`, { cause });
  }
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}

/** What a check of the file finds. */
export interface ValueFileCheck {
  /** Values that contradict the stacks. */
  readonly mistakes: readonly string[];
  /** Values that no stack uses. */
  readonly unused: readonly string[];
}

/** Checks the file against stacks. */
export function checkValueFile(file: ValueFile, usage: Usage, isSimulated: (type: string) => boolean): ValueFileCheck {
  const mistakes: string[] = [];
  const unused: string[] = [];
  for (const [key, values] of Object.entries(file)) {
    if (OUTPUTS.test(key)) continue;
    const [, data, type = "", name] = KEY.exec(key)!;
    if (data === undefined && isSimulated(type)) {
      mistakes.push(`${key}: ${type} is simulated, so its values come from the local cloud`);
      continue;
    }
    const used = usage[data === undefined ? "resource" : "data"].get(type);
    const objects = (used?.objects ?? []).filter((object) => name === undefined || object.name === name);
    if (objects.length === 0) unused.push(`${key}: no stack has it`);
    for (const attribute of objects.length > 0 ? Object.keys(values) : []) {
      const isSet = objects.some(({ body }) => isPlain(body[attribute] ?? null));
      const isUsed = attribute === "id" || used!.paths.some(({ path }) => path[0] === attribute);
      if (isSet) mistakes.push(`${key}: ${attribute} is set by the stack`);
      else if (!isUsed) unused.push(`${key}: no stack refers to ${attribute}`);
    }
  }
  return { mistakes, unused };
}

/** The file may complete blocks and objects, so only a plain value counts as set. */
function isPlain(value: Json): boolean {
  return value !== null && typeof value !== "object";
}

/** The user's values for an object with these attributes: those of its type, and those of its address. */
export function valuesFor(
  file: ValueFile,
  { objects }: TypeUsage,
  type: string,
  mode: "resource" | "data",
  attributes: Attributes,
): Attributes {
  const key = mode === "data" ? `data.${type}` : type;
  const matchingObjects = objects.filter(
    ({ name, body }) => Object.hasOwn(file, `${key}.${name}`) && matchesLiterals(body, attributes),
  );
  return Object.assign({}, file[key], ...matchingObjects.map(({ name }) => file[`${key}.${name}`])) as Attributes;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A provider does not get the address of an object, so this compares the plain values of its body. */
function matchesLiterals(body: Attributes, attributes: Attributes): boolean {
  return Object.entries(body).every(([name, value]) => {
    const isLiteral =
      typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && !/[$%]\{/.test(value));
    return !isLiteral || String(value) === textOf(attributes[name] ?? "");
  });
}
