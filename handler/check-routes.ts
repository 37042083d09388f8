import { knownTags } from "./callback/tags";
import type { Routes } from "./dispatch";
import { ConfigurationError } from "./errors";

const ROUTE_NAMES = [
  ...(["onJob", "onOtherJob", "onFailedJob", "onWorkflow", "onModeration", "onUnknown"] as const),
] satisfies (keyof Routes)[];

/** Maximum edit distance of a misspelling, as a share of the length of the known name. */
const MAX_CHANGES = 0.5;

/**
 * Refuses routes that would never be called, because bundlers do not check types. `undefined` counts as no route.
 *
 * @throws ConfigurationError with the name of the route and the name that was probably meant
 */
export function checkRoutes(routes: Routes): void {
  for (const [name, route] of Object.entries(routes) as [string, unknown][]) {
    const isKnown = ROUTE_NAMES.includes(name as keyof Routes);
    if (isKnown && route === undefined) continue;
    if (!isKnown || typeof route !== (name === "onJob" ? "object" : "function") || route === null) {
      throw new ConfigurationError(
        `Routes must be functions named ${ROUTE_NAMES.join(", ")}; onJob an object of functions by tag ` +
          `(got ${name})${isKnown ? "" : suggestion(name, ROUTE_NAMES)}`,
      );
    }
    if (name === "onJob") checkTags(route as object);
  }
}

function checkTags(byTag: object): void {
  for (const [tag, route] of Object.entries(byTag) as [string, unknown][]) {
    if (!knownTags.includes(tag)) {
      throw new ConfigurationError(
        `onJob must have tags of CI's jobs as names (got ${tag})${suggestion(tag, knownTags)} ` +
          "(onOtherJob gets the jobs of newer tags)",
      );
    }
    if (route !== undefined && typeof route !== "function") {
      throw new ConfigurationError(`onJob.${tag} must be a function (got ${route === null ? "null" : typeof route})`);
    }
  }
}

/** The closest known name, as a question; "" if every known name is too different. */
function suggestion(name: string, known: readonly string[]): string {
  let nearest = { name: "", changes: Infinity };
  for (const candidate of known) {
    const changes = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (changes < nearest.changes) nearest = { name: candidate, changes };
  }
  return nearest.changes <= nearest.name.length * MAX_CHANGES ? `; did you mean ${nearest.name}?` : "";
}

/** Levenshtein distance: characters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + Number(from[i] !== to[j])));
    }
    row = next;
  }
  return row[to.length]!;
}
