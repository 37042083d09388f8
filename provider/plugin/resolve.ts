import { isObject, isUnknown, isWhollyKnown } from "./values";

/**
 * The values to apply: the plan, with unknown parts from the configuration. The configuration alone would undo
 * `ignore_changes`, which Terraform applies to the plan only.
 *
 * Null if neither has a value: the provider chooses.
 */
export function resolvePlan(planned: unknown, config: unknown): unknown {
  if (isUnknown(planned)) return config ?? null;
  if (isObject(planned)) {
    const configured = isObject(config) ? config : {};
    return Object.fromEntries(
      Object.entries(planned).map(([name, member]) => [name, resolvePlan(member, configured[name] ?? null)]),
    );
  }
  if (!Array.isArray(planned) || isWhollyKnown(planned)) return planned;
  // Set elements have no index: only the configured set can resolve unknown ones.
  return Array.isArray(config) ? config : planned.filter((element) => !isUnknown(element));
}
