import type { Attributes } from "../resources/kind";

/** What the provider itself checks of a resource type, but only at apply. */
export interface VendorKind {
  /** Why the provider refuses to create or change the resource; `undefined` when it does not. */
  refuse(attributes: Attributes): string | undefined;
}

/** Is the attribute given? */
export function has(attributes: Attributes, name: string): boolean {
  const value = attributes[name] ?? null;
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
