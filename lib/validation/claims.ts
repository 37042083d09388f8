import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isKnown } from "./check";
import { ValidationError } from "./errors";
import { chosenFor } from "../terraform/vendor-provider";

/** A value per construct tree, for rules that all stacks of an app share. */
export function perTree<T>(make: () => T): (scope: IConstruct) => T {
  const all = new WeakMap<IConstruct, T>();
  return ({ node: { root } }) => {
    const found = all.get(root) ?? make();
    all.set(root, found);
    return found;
  };
}

/** An object in the cloud that only one construct may set. */
export interface Claim {
  /** Kind of the object; begins the error. */
  readonly subject: string;
  /** Name of the object in an error. */
  readonly what: string;
  /** Identifies the object among those of its kind. If a part is not known at synthesis, nothing is claimed. */
  readonly by: Readonly<Record<string, string>>;
  /** Further parts of the identity. A part that is left out matches any value. */
  readonly perhaps?: Readonly<Record<string, string | undefined>>;
  /** Completes the error: what to do instead. */
  readonly remedy: string;
}

/** Claims by identity. */
const claimsOf = perTree(() => new Map<string, (Claim & { readonly path: string })[]>());

/**
 * Records that `scope` sets an object. Two owners would undo each other's settings at every apply, or the platform
 * would refuse the second one at apply.
 *
 * @throws ValidationError if another construct of the tree may set the same object
 */
export function claim(scope: IConstruct, claimed: Claim): void {
  const { subject, what, by, perhaps = {}, remedy } = claimed;
  if (!Object.values(by).every(isKnown)) return; // tokens may stand for any value
  const key = JSON.stringify([subject, by]);
  const alike = claimsOf(scope).get(key) ?? [];
  const owner = alike.find((other) =>
    Object.keys(perhaps).every((name) => mayBeSame(other.perhaps?.[name], perhaps[name])),
  );
  if (owner)
    throw new ValidationError(
      `${subject} must have one owner (got ${what}, which ${owner.path} owns); ${remedy}`,
      scope,
    );
  claimsOf(scope).set(key, [...alike, { ...claimed, path: scope.node.path }]);
}

/** Records that `scope` deploys a function. */
export function claimFunction(scope: IConstruct, namespace: string, name: string): void {
  claim(scope, {
    ...{ subject: "Function", by: { place: placeOf(scope), namespace, name } },
    what: `${namespace}/${name}`,
    remedy: "give the second another functionName",
  });
}

/** The region of the resources of `scope`: those of another stack or provider may be in another region. */
export function placeOf(scope: IConstruct): string {
  return (chosenFor(scope) ?? TerraformStack.of(scope)).node.path;
}

function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
