import { progressOf } from "../../handler/delivery/durable/entry";
import { archiveName, INBOX } from "../../handler/delivery/durable/names";
import type { World } from "./simulation";

/** A promise that a world broke. */
export interface Violation {
  readonly kind: "lost" | "two outcomes" | "not drained";
  readonly message: string;
}

/** Which promises a world that is over has broken. */
export function violationsOf(world: World): Violation[] {
  return [...lost(world), ...twice(world), ...undrained(world)];
}

/** A callback that was answered with 200, or that reconciliation had to find, has an outcome. */
function lost({ jobs, accepted, journals }: World): Violation[] {
  return jobs
    .filter(({ key }) => !isOver(journals.get(key)))
    .map(({ key }) => ({
      kind: "lost",
      message: `${key} ${accepted.has(key) ? "was accepted" : "ended without a callback"} and has no outcome`,
    }));
}

/** Between one redrive and the next, at most one worker was told that its outcome is the callback's. */
function twice({ outcomes, journals, cos }: World): Violation[] {
  return [...journals].flatMap(([key, entries]) => {
    const recorded = outcomes.get(key) ?? [];
    const rounds = 1 + entries.filter(({ kind }) => kind === "redrive").length;
    if (recorded.length > rounds) {
      const list = recorded.map(({ slot, kind }) => `${kind} at ${slot}`).join(", ");
      return [{ kind: "two outcomes", message: `${key} has ${recorded.length} outcomes in ${rounds} rounds: ${list}` }];
    }
    const archives = (["done", "dead"] as const).filter((archive) => cos.get(archiveName(archive, key)));
    if (rounds > 1 || archives.length < 2) return [];
    return [{ kind: "two outcomes", message: `${key} is both among the done and among the dead` }];
  });
}

/** Nothing waits in the inbox. */
function undrained({ cos }: World): Violation[] {
  return cos.names(INBOX).map((name) => ({ kind: "not drained", message: `${name} still waits` }));
}

function isOver(entries: World["journals"] extends ReadonlyMap<string, infer E> ? E | undefined : never): boolean {
  const { phase } = progressOf(entries ?? []);
  return phase === "done" || phase === "dead";
}
