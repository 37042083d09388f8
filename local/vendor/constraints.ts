/** Refusals of the vendor's provider at `terraform validate`, from the behaviour and rules files. */
import { isIP } from "node:net";
import { errorAt } from "../../provider/plugin/diagnostics";
import type { Diagnostic } from "../../provider/plugin/diagnostics";
import { isObject, isUnknown } from "../../provider/plugin/values";
import type { ObjectValue, Value } from "../../provider/plugin/values";
import { behaviourOf, rulesOf } from "./schema";
import type { AttributeRule } from "./schema";

/** Errors of a resource's configuration. Unknown values are not checked. */
export function validateConfig(type: string, config: ObjectValue): Diagnostic[] {
  return [...validateCombinations(type, config), ...validateValues(type, config)];
}

function validateCombinations(type: string, config: ObjectValue): Diagnostic[] {
  const isSet = (name: string): boolean => !isAbsent(config[name] ?? null);
  const isUnknownValue = (name: string): boolean => isUnknown(config[name]);
  return Object.entries(behaviourOf(type))
    .filter(([name]) => !name.includes("."))
    .flatMap(([name, { conflicts_with = [], required_with = [], exactly_one_of }]) => {
      const errors: Diagnostic[] = [];
      if (isSet(name) && !isUnknownValue(name)) {
        const conflicting = conflicts_with.find((other) => isSet(other) && !isUnknownValue(other));
        if (conflicting)
          errors.push(
            errorAt([name], "Conflicting configuration arguments", `"${name}": conflicts with ${conflicting}`),
          );
        const missing = required_with.filter((other) => !isSet(other));
        if (missing.length > 0) {
          const detail = `"${name}": all of \`${[name, ...required_with].join(",")}\` must be specified`;
          errors.push(errorAt([name], "Missing required argument", detail));
        }
      }
      if (exactly_one_of) errors.push(...exactlyOne(name, exactly_one_of, isSet, isUnknownValue));
      return errors;
    });
}

/** Reported once for a group, at its first member. */
function exactlyOne(
  name: string,
  others: readonly string[],
  isSet: (name: string) => boolean,
  isUnknownValue: (name: string) => boolean,
): Diagnostic[] {
  const group = [...new Set([name, ...others])].sort();
  if (group[0] !== name || group.some(isUnknownValue)) return [];
  const set = group.filter(isSet);
  if (set.length === 1) return [];
  const detail = `"${name}": exactly one of \`${group.join(",")}\` must be specified (got ${set.join(", ") || "none"})`;
  return [errorAt([name], "Invalid combination of arguments", detail)];
}

function validateValues(type: string, config: ObjectValue): Diagnostic[] {
  return Object.entries(rulesOf(type).validate ?? {}).flatMap(([path, rule]) =>
    valuesAt(config, path.split("."))
      .filter((value) => !isAbsent(value) && !isUnknown(value))
      .map((value) => violationOf(value, rule))
      .filter((text) => text !== undefined)
      .map((text) => errorAt([path.split(".")[0]!], `Invalid value for "${path}"`, `"${path}" ${text}`)),
  );
}

/** The rule that a value violates; `undefined` if there is none. */
function violationOf(value: Value, rule: AttributeRule): string | undefined {
  const got = `(got ${JSON.stringify(value)})`;
  if (rule.one_of && !rule.one_of.includes(value as string | number)) {
    return `must be one of ${rule.one_of.map((item) => JSON.stringify(item)).join(", ")} ${got}`;
  }
  if (typeof value === "number") {
    const { min = -Infinity, max = Infinity, multiple_of = 1 } = rule;
    if (value < min || value > max) return `must be in the range (${min} - ${max}) ${got}`;
    if (value % multiple_of !== 0) return `must be divisible by ${multiple_of} ${got}`;
  }
  if (typeof value === "string") {
    const { min_length = 0, max_length = Infinity, pattern } = rule;
    if (value.length < min_length || value.length > max_length) {
      return `must be ${min_length} to ${max_length} characters long ${got}`;
    }
    if (rule.format === "ip" && isIP(value) === 0) return `must be an IP address ${got}`;
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(value))
      return `must match ${pattern} ${got}`;
  }
  return undefined;
}

/** The values at a dotted path, in every element of the lists along the path. */
function valuesAt(value: Value, path: readonly string[]): Value[] {
  if (Array.isArray(value)) return (value as Value[]).flatMap((element) => valuesAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return isObject(value) ? valuesAt(value[name] ?? null, rest) : [];
}

/** A missing block is an empty list. */
function isAbsent(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
