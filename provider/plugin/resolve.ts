import { isObject, isUnknown, isWhollyKnown } from "./values";

/**
 * What an apply is to bring about: the plan, and where the plan was open, what the configuration says now. The
 * configuration alone would undo `ignore_changes`, which Terraform applies to the plan only.
 *
 * Null where neither says anything: the provider chooses.
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
  // Elements of a set have no place of their own: an open one is found in the configured set alone.
  return Array.isArray(config) ? config : planned.filter((element) => !isUnknown(element));
}
