/** Compares the applied state of the vendor's provider, as measured, with that of its simulation. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ShownResource } from "../../harness/workspace";

const MEASURED = join(__dirname, "../local/applied-state");

/** Resources of a measured stack by its name; none for other stacks. */
export function measuredState(stack: string): ShownResource[] {
  const file = join(MEASURED, `${stack}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ShownResource[]) : [];
}

/** Differences from the measurement, as `address path: measured …, here …`. */
export function differences(measured: readonly ShownResource[], applied: readonly ShownResource[]): string[] {
  const byAddress = new Map(applied.map((resource) => [resource.address, resource]));
  return measured.flatMap(({ address, type, values }) => {
    const appliedResource = byAddress.get(address);
    if (!appliedResource) return [`${address}: measured, but not here`];
    const appliedValues = leavesOf(appliedResource.values);
    const measuredValues = leavesOf(values);
    return (
      [...new Set([...measuredValues.keys(), ...appliedValues.keys()])]
        .filter((path) => !(type === "tencentcloud_cam_policy" && path === ".document")) // grants have changed since
        // An argument that the package's own provider got after the measurement, and that the stack does not set.
        .filter(
          (path) => !(type.startsWith("tencentci_") && !measuredValues.has(path) && appliedValues.get(path) === "null"),
        )
        .filter((path) => measuredValues.get(path) !== appliedValues.get(path))
        .map(
          (path) =>
            `${address}${path}: measured ${measuredValues.get(path) ?? "nothing"}, here ${appliedValues.get(path) ?? "nothing"}`,
        )
    );
  });
}

/** Every value by its path, in the order of lists and sets; objects and lists by their size. */
function leavesOf(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) {
    return new Map([
      [path, JSON.stringify(typeof value === "string" ? withoutGenerated(value) : withoutCounts(path, value))],
    ]);
  }
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `list of ${value.length}` : entries.length === 0 ? "empty map" : "map";
  return new Map([[path, size], ...entries.flatMap(([name, member]) => [...leavesOf(member, `${path}.${name}`)])]);
}

/** Values that a platform generates, and values that follow from the code. */
const GENERATED: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z|[+-]\d{4})?/g, "<time>"],
  [/https?:\/\/(?![\w.-]*\bexample\.com)[^/"\\]+/g, "<origin>"],
  [/^[\w.-]*(tencentapigw\.com|localhost)(:\d+)?$/g, "<host>"],
  [/\d{17}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>"],
  [/\b(api|service|lam|url|alarm|notice|logset|topic|[a-z]+-id|strategy)-[0-9a-z]{8,10}\b/g, "<id>"],
  [/\b\d{14}(?=<id>)/g, ""],
  [/\b\d{19}\b/g, "<id>"],
  [/\b[a-z]?[0-9a-f]{16,64}\b/g, "<digest>"],
  [/\b(alarm|notice|cls|cls-alarm|alarm-notice)-<id>/g, "<id>"],
  [/(?<![\w-])\d{6,}(?=$|#)/g, "<id>"],
  // Values that the library changed since the measurement: the default runtime, and names of functions and routes.
  [/^Nodejs[\d.]+$/, "<runtime>"],
  [/(-[0-9a-f]{8})-(logged|vpc|[0-9a-f]{8})\b/g, "$1"],
];

function withoutGenerated(text: string): string {
  return GENERATED.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** The size of a program, and days of expiry that the library has changed since. */
function withoutCounts(path: string, value: unknown): unknown {
  if (path === ".code_size" && typeof value === "number" && value > 0) return "<size>";
  return /\.expiration\.\d+\.days$/.test(path) && (value === 69 || value === 70) ? "<days>" : value;
}
