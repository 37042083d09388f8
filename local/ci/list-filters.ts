/** The filters that lists of jobs and of workflow runs share. */
import { invalidArgument } from "../http/errors";
import { oneOf } from "./notify-config";

/** Whether a creation time is within `startCreationTime` and `endCreationTime`, both inclusive. */
export function inWindow(time: string, query: URLSearchParams): boolean {
  const created = Date.parse(time);
  return (
    created >= bound(query, "startCreationTime", -Infinity) && created <= bound(query, "endCreationTime", Infinity)
  );
}

/** Newest first unless `orderByTime` is `Asc`. The list is in the order of creation. */
export function ordered<T>(list: readonly T[], query: URLSearchParams): readonly T[] {
  const order = oneOf("orderByTime", query.get("orderByTime") || "Desc", ["Desc", "Asc"]);
  return order === "Asc" ? list : [...list].reverse();
}

function bound(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  // A plus sign that was not percent-encoded arrives as a blank.
  const time = Date.parse(text.replace(/ (\d{4})$/, "+$1"));
  if (Number.isNaN(time))
    throw invalidArgument(`${name} must be a time such as 2026-01-02T03:04:05+0800 (got ${text})`);
  return time;
}
