import { isObject, isUnknown } from "../plugin/values";
import type { Unresolved } from "../plugin/values";

/** The state after an apply: the plan, with `actual` for its unknown parts. */
export function settle<State extends object>(planned: Unresolved<State>, actual: State): State {
  return merge(planned, actual) as State;
}

function merge(planned: unknown, actual: unknown): unknown {
  if (isUnknown(planned)) return actual;
  if (!isObject(planned)) return planned;
  const other = isObject(actual) ? actual : {};
  return Object.fromEntries(
    Object.entries(planned).map(([name, member]) => [name, merge(member, other[name] ?? null)]),
  );
}
