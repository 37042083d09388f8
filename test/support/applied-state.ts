/** What the vendor's provider keeps after apply, as measured, against what its simulation keeps. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ShownResource } from "../../harness/workspace";

const MEASURED = join(__dirname, "../local/applied-state");

/** Resources of a stack that was measured, by its name; none where it was not. */
export function measuredState(stack: string): ShownResource[] {
  const file = join(MEASURED, `${stack}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ShownResource[]) : [];
}

/** Attributes, as `address path: measured …, here …`, whose form is not that of the measured state. */
export function differences(measured: readonly ShownResource[], applied: readonly ShownResource[]): string[] {
  const byAddress = new Map(applied.map((resource) => [resource.address, resource]));
  return measured.flatMap(({ address, values }) => {
    const here = byAddress.get(address);
    if (!here) return [`${address}: measured, but not here`];
    const forms = formsOf(here.values);
    return [...formsOf(values)]
      .filter(([path, form]) => forms.get(path) !== form)
      .map(([path, form]) => `${address}${path}: measured ${form}, here ${forms.get(path) ?? "nothing"}`);
  });
}

/** The form of every value by its path. Which id, time or host name a platform makes up is arbitrary; that it is one is not. */
function formsOf(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const size = Array.isArray(value) ? `list of ${value.length}` : entries.length === 0 ? "empty map" : "map";
    const inner = entries.flatMap(([name, member]) => [...formsOf(member, `${path}.${name}`)]);
    return new Map([[path, size], ...inner]);
  }
  const isArbitrary = (typeof value === "string" && value !== "") || (typeof value === "number" && value !== 0);
  return new Map([[path, isArbitrary ? `a ${typeof value}` : JSON.stringify(value)]]);
}
