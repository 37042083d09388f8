import type { Attributes } from "../resources/kind";

/** Checks of a resource type that the provider makes only at apply. */
export interface VendorKind {
  /** The reason why the provider refuses to create or change the resource; `undefined` if it does not. */
  refuse(attributes: Attributes): string | undefined;
}

/** Whether the attribute is set. */
export function has(attributes: Attributes, name: string): boolean {
  const value = attributes[name] ?? null;
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
