import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isKnown } from "./check";
import { ValidationError } from "./errors";
import { vendorProviderFor } from "../terraform/vendor-provider";

/** A value per construct tree, for rules that all stacks of an app share. */
export function perTree<T>(create: () => T): (scope: IConstruct) => T {
  const values = new WeakMap<IConstruct, T>();
  return ({ node: { root } }) => {
    const value = values.get(root) ?? create();
    values.set(root, value);
    return value;
  };
}

/** An object in the cloud that only one construct may set. */
export interface Claim {
  /** Kind of the object; begins the error. */
  readonly subject: string;
  /** Name of the object in an error. */
  readonly name: string;
  /** Identifies the object among those of its kind. If a part is not known at synthesis, nothing is claimed. */
  readonly identity: Readonly<Record<string, string>>;
  /** Further parts of the identity. A missing part matches any value. */
  readonly optionalIdentity?: Readonly<Record<string, string | undefined>>;
  /** Completes the error: what to do instead. */
  readonly remedy: string;
}

/** Claims by identity. */
const claimsIn = perTree(() => new Map<string, (Claim & { readonly path: string })[]>());

/**
 * Records that `scope` sets an object. Two owners would undo each other's settings at every apply, or the platform
 * would refuse the second one at apply.
 *
 * @throws ValidationError if another construct of the tree may set the same object
 */
export function claim(scope: IConstruct, claimed: Claim): void {
  const { subject, name, identity, optionalIdentity = {}, remedy } = claimed;
  if (!Object.values(identity).every(isKnown)) return; // tokens may stand for any value
  const key = JSON.stringify([subject, identity]);
  const sameIdentity = claimsIn(scope).get(key) ?? [];
  const owner = sameIdentity.find((other) =>
    Object.keys(optionalIdentity).every((part) => mayBeSame(other.optionalIdentity?.[part], optionalIdentity[part])),
  );
  if (owner)
    throw new ValidationError(
      `${subject} must have one owner (got ${name}, which ${owner.path} owns); ${remedy}`,
      scope,
    );
  claimsIn(scope).set(key, [...sameIdentity, { ...claimed, path: scope.node.path }]);
}

/** Records that `scope` deploys a function. */
export function claimFunction(scope: IConstruct, namespace: string, name: string): void {
  claim(scope, {
    ...{ subject: "Function", identity: { region: regionOwnerPath(scope), namespace, name } },
    name: `${namespace}/${name}`,
    remedy: "give the second another functionName",
  });
}

/** Path of the provider or stack that decides the region of the resources of `scope`. */
export function regionOwnerPath(scope: IConstruct): string {
  return (vendorProviderFor(scope) ?? TerraformStack.of(scope)).node.path;
}

function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
