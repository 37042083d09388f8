/** CAM policies. */
import type { Need } from "./needs";

/** @see https://cloud.tencent.com/document/product/598/10604 */
export interface Policy {
  readonly version: "2.0";
  readonly statement: readonly Statement[];
}

export interface Statement {
  readonly effect: "allow";
  readonly action: readonly string[];
  readonly resource: readonly string[];
}

/** The policy that allows exactly these needs: one statement for each set of resources, actions sorted. */
export function policyOf(needs: readonly Need[]): Policy {
  const resources = new Map<string, Set<string>>();
  for (const { action, resource } of needs) resources.set(action, (resources.get(action) ?? new Set()).add(resource));
  const statements = new Map<string, string[]>();
  for (const [action, targets] of [...resources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = JSON.stringify(targets.has("*") ? ["*"] : [...targets].sort());
    statements.set(key, [...(statements.get(key) ?? []), action]);
  }
  return {
    version: "2.0",
    statement: [...statements].map(([key, action]) => ({
      effect: "allow",
      action,
      resource: JSON.parse(key) as string[],
    })),
  };
}
