/** The results of a matrix as lines of text. */
import { ARRIVALS } from "../../local/inspector/matrix/cases";
import type { MatrixResult } from "../../local/inspector/matrix/matrix";

const MARKS = { done: "✓", unrouted: "·", failed: "✗" } as const;

/** One line for each callback and state, then one for each failed case. */
export function tableOf(results: readonly MatrixResult[]): string[] {
  const rows = new Map<string, MatrixResult[]>();
  for (const result of results) {
    const name = `${result.callback} ${result.state}`;
    rows.set(name, [...(rows.get(name) ?? []), result]);
  }
  const cells = [...rows.values()].map((row) => [row[0]!.callback, row[0]!.state, routeIn(row), marksOf(row)] as const);
  const head = [
    "callback",
    "state",
    "route",
    ARRIVALS.filter((arrival) => hasArrival(results, arrival)).join(" "),
  ] as const;
  const table = [head, ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  return [...lines.map((line) => line.trimEnd()), ...failuresOf(results)];
}

/** Callbacks of which no case has a route. */
export function unroutedOf(results: readonly MatrixResult[]): string[] {
  const names = [...new Set(results.map(({ callback }) => callback))];
  return names.filter((name) => {
    const own = results.filter(({ callback, state }) => callback === name && state === "ok");
    return own.length > 0 && own.every(({ outcome }) => outcome === "unrouted");
  });
}

function routeIn(row: readonly MatrixResult[]): string {
  if (row.every(({ outcome }) => outcome === "unrouted")) return "no route";
  return row.find(({ route }) => route !== undefined)?.route ?? "none needed";
}

/** A mark for each arrival, by format: `xml ✓✓✓✗  json ✓✓✓✓`. */
function marksOf(row: readonly MatrixResult[]): string {
  const formats = [...new Set(row.map(({ format }) => format))];
  return formats
    .map((format) => {
      const own = row.filter((result) => result.format === format);
      return `${format} ${own.map(({ outcome }) => MARKS[outcome]).join("")}`;
    })
    .join("  ");
}

function hasArrival(results: readonly MatrixResult[], arrival: string): boolean {
  return results.some((result) => result.arrival === arrival);
}

function failuresOf(results: readonly MatrixResult[]): string[] {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const lines = failed.map(({ callback, state, format, arrival, error }) => {
    return `✗ ${callback} ${state} ${format} ${arrival}: ${error}`;
  });
  return lines.length > 0 ? ["", ...lines] : [];
}
