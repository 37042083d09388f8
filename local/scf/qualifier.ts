import { FunctionError, STATUS } from "./errors";
import type { FunctionAlias, FunctionVersion, ScfFunction } from "./model";

const DEFAULT_QUALIFIERS = ["$LATEST", "$DEFAULT", ""];

/** The version that a qualifier names: the live code, a number or an alias. */
export function resolveVersion(target: ScfFunction, qualifier: string): FunctionVersion {
  if (DEFAULT_QUALIFIERS.includes(qualifier) && !target.aliases.has(qualifier)) return target.latest;
  const alias = target.aliases.get(qualifier);
  const versionNumber = alias ? pickVersion(alias) : qualifier;
  const version = versionNumber === "$LATEST" ? target.latest : target.published.get(versionNumber);
  if (!version)
    throw new FunctionError(STATUS.qualifierNotFound, `${target.name} has no version or alias ${qualifier}`);
  return version;
}

function pickVersion({ version, weights = {} }: FunctionAlias): string {
  let remainder = Math.random();
  for (const [other, weight] of Object.entries(weights)) {
    remainder -= weight;
    if (remainder < 0) return other;
  }
  return version;
}
