/**
 * CI objects that several resource instances of one run own in turn: after `create_before_destroy`, or a rename in the
 * configuration. One process serves the whole apply, so it knows the last owner.
 */
import type { Client } from "../client";
import type { Diagnostic } from "../plugin/diagnostics";

const takenOver = new WeakMap<Client, Set<string>>();
const queues = new WeakMap<Client, Map<string, Promise<unknown>>>();

/** Records that an instance of this run has created or adopted the object: an older instance must not undo that. */
export function takeOver(client: Client, key: string): void {
  memberOf(takenOver, client, () => new Set<string>()).add(key);
}

export function isTakenOver(client: Client, key: string): boolean {
  return takenOver.get(client)?.has(key) ?? false;
}

/** Serializes Terraform's concurrent work on one object. */
export function serialize<T>(client: Client, key: string, run: () => Promise<T>): Promise<T> {
  const queueByKey = memberOf(queues, client, () => new Map<string, Promise<unknown>>());
  const result = (queueByKey.get(key) ?? Promise.resolve()).then(run, run);
  queueByKey.set(key, result);
  return result;
}

/** The warning of a destroy that changes nothing. @param subject such as "The media queue p1" */
export function unchangedWarning(subject: string, reason: string, remedy: string): readonly Diagnostic[] {
  return [
    {
      severity: "warning",
      summary: `${subject} is not changed`,
      detail: `${reason}, so this destroy does not change it. ${remedy}`,
    },
  ];
}

function memberOf<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
