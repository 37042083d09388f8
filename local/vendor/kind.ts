import type { Attributes } from "../resources/kind";

/** The provider's own behaviour for a resource type at apply. */
export interface VendorKind {
  /** The reason why the provider refuses to create or change the resource. @default - it never refuses */
  refuse?(attributes: Attributes): string | undefined;
  /** The attributes that the provider sends for a planned change. @default - all of them */
  sentAttributes?(attributes: Attributes, prior: Attributes): Attributes;
}

/** Whether the attribute is set. */
export function isSet(attributes: Attributes, name: string): boolean {
  const value = attributes[name] ?? null;
  return value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
