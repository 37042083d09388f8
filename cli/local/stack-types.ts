/** Types of the vendor's provider that the stacks use, and the user's values for types that are only remembered. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { configurationIn } from "../../local/remembered/folder";
import { TYPE_PREFIX } from "../../local/remembered/types";
import { usageOf } from "../../local/remembered/usage";
import type { Usage } from "../../local/remembered/usage";
import { checkValueFile, readValueFile, VALUE_FILE } from "../../local/remembered/value-file";
import type { ValueFile } from "../../local/remembered/value-file";
import { RESOURCE_TYPES } from "../../local/vendor/schema";
import type { AppStack } from "./app-stacks";

/** A type and the number of its objects in all stacks. */
export interface UsedType {
  /** With `data.` for a data source. */
  readonly type: string;
  readonly count: number;
}

export interface StackTypes {
  /** Types with an effect, or with the vendor's schema, in the local cloud. */
  readonly simulated: readonly UsedType[];
  /** Types whose schema is inferred from the stacks. */
  readonly remembered: readonly UsedType[];
}

export function stackTypes(stacks: readonly AppStack[]): StackTypes {
  const { resource, data } = usageIn(stacks);
  const used = [
    ...[...resource].map(([type, { objects }]) => ({ type, count: objects.length })),
    ...[...data].map(([type, { objects }]) => ({ type: `data.${type}`, count: objects.length })),
  ].filter(({ count }) => count > 0);
  return {
    simulated: used.filter(({ type }) => isSimulated(type)),
    remembered: used.filter(({ type }) => !isSimulated(type)),
  };
}

/** The user's values. */
export interface UserValues {
  /** Path of the file; undefined if there is none. */
  readonly path?: string;
  readonly values: ValueFile;
  /** Types without an effect. */
  readonly unused: readonly string[];
}

/**
 * Reads the file that the user names, or the default one in the app's folder if it exists.
 *
 * @throws Error that lists the mistakes in the file
 */
export function userValues(project: string, named: string | undefined, stacks: readonly AppStack[]): UserValues {
  const defaultPath = join(project, VALUE_FILE);
  if (named === undefined && !existsSync(defaultPath)) return { values: {}, unused: [] };
  const path = named === undefined ? defaultPath : resolve(named);
  const values = readValueFile(path);
  const { mistakes, unused } = checkValueFile(values, usageIn(stacks), isSimulated);
  if (mistakes.length === 0) return { path, values, unused };
  throw new Error(`${path} must give values that the stacks leave open (got):\n  ${mistakes.join("\n  ")}`);
}

function usageIn(stacks: readonly AppStack[]): Usage {
  return usageOf(
    stacks.flatMap(({ folder }) => configurationIn(folder)),
    TYPE_PREFIX,
  );
}

function isSimulated(type: string): boolean {
  return RESOURCE_TYPES.includes(type);
}
