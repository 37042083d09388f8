import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isKnown } from "./check";
import { ValidationError } from "./errors";
import { chosenFor } from "../terraform/vendor-provider";

/** Something that belongs to one construct tree: what all stacks of an app have to agree on. */
export function perTree<T>(make: () => T): (scope: IConstruct) => T {
  const all = new WeakMap<IConstruct, T>();
  return ({ node: { root } }) => {
    const found = all.get(root) ?? make();
    all.set(root, found);
    return found;
  };
}

/** Something in the cloud that one construct alone may set. */
export interface Claim {
  /** What kind of thing it is; begins the error. */
  readonly subject: string;
  /** Names the thing in an error. */
  readonly what: string;
  /** What tells it from others of its kind. If some of it is not known at synthesis, nothing is claimed. */
  readonly by: Readonly<Record<string, string>>;
  /** What tells it further, as far as it is said: left out, it may be any. */
  readonly perhaps?: Readonly<Record<string, string | undefined>>;
  /** Completes the error: what to do instead. */
  readonly wayOut: string;
}

/** Claims by what tells them apart. */
const claimsOf = perTree(() => new Map<string, (Claim & { readonly path: string })[]>());

/**
 * Says that `scope` sets something. Two owners would undo each other's settings at every apply, or the second is refused
 * by the platform only then.
 *
 * @throws ValidationError when another construct of the tree may set the same
 */
export function claim(scope: IConstruct, claimed: Claim): void {
  const { subject, what, by, perhaps = {}, wayOut } = claimed;
  if (!Object.values(by).every(isKnown)) return; // tokens may stand for anything
  const key = JSON.stringify([subject, by]);
  const alike = claimsOf(scope).get(key) ?? [];
  const owner = alike.find((other) =>
    Object.keys(perhaps).every((name) => mayBeSame(other.perhaps?.[name], perhaps[name])),
  );
  if (owner)
    throw new ValidationError(
      `${subject} must have one owner (got ${what}, which ${owner.path} owns); ${wayOut}`,
      scope,
    );
  claimsOf(scope).set(key, [...alike, { ...claimed, path: scope.node.path }]);
}

/** Says that `scope` deploys a function. */
export function claimFunction(scope: IConstruct, namespace: string, name: string): void {
  claim(scope, {
    ...{ subject: "Function", by: { place: placeOf(scope), namespace, name } },
    what: `${namespace}/${name}`,
    wayOut: "give the second another functionName",
  });
}

/** Where the resources of `scope` are: those of another stack or provider may be of another region. */
export function placeOf(scope: IConstruct): string {
  return (chosenFor(scope) ?? TerraformStack.of(scope)).node.path;
}

function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
