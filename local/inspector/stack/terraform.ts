/**
 * Terraform's output about applied stacks.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
import type { Json } from "../../resources/kind";

/** Values by the names of attributes. */
export type Values = Readonly<Record<string, Json>>;

/** A resource in a state. */
export interface StateResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly values: Values;
  /** `true` in the place of each sensitive value. */
  readonly sensitive_values?: Json;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

/** The output of `terraform show -json` for a state. */
export interface StateJson {
  /** Undefined for an empty state. */
  readonly values?: { readonly root_module?: StateModule };
}

/** A difference between the state and the real object. */
export interface ResourceDrift {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Values | null;
    readonly after: Values | null;
    readonly before_sensitive?: Json;
    readonly after_sensitive?: Json;
  };
}

interface ConfiguredResource {
  readonly address: string;
  /** By the names of the attributes that the configuration sets. */
  readonly expressions?: Readonly<Record<string, unknown>>;
}

/** The output of `terraform show -json` for a plan of `-refresh-only`. */
export interface DriftJson {
  readonly resource_drift?: readonly ResourceDrift[];
  readonly configuration?: { readonly root_module?: { readonly resources?: readonly ConfiguredResource[] } };
}

/** A stack that was applied to the local cloud. */
export interface StackView {
  readonly name: string;
  /** The state after the last apply. */
  readonly after: () => Promise<StateJson>;
  /** The state before the last apply; undefined if Terraform cannot read it with the types of the current configuration. */
  readonly before: () => Promise<StateJson | undefined>;
  /** Compares the state with the cloud. */
  readonly drift: () => Promise<DriftJson>;
}

/** All resources of a state, including modules. */
export function resourcesIn({ values }: StateJson): StateResource[] {
  const inModule = ({ resources = [], child_modules = [] }: StateModule): StateResource[] => [
    ...resources,
    ...child_modules.flatMap(inModule),
  ];
  return values?.root_module ? inModule(values.root_module) : [];
}

/** Attributes that the configuration sets for a resource; `undefined` if they are not known, as in modules. */
export function configuredIn({ configuration }: DriftJson, address: string): ReadonlySet<string> | undefined {
  const resourceAddress = address.replace(/\[[^\]]*\]$/, ""); // of an instance of count or for_each
  const found = configuration?.root_module?.resources?.find((resource) => resource.address === resourceAddress);
  return found?.expressions && new Set(Object.keys(found.expressions));
}
