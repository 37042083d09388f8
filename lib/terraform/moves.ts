import { createHash } from "node:crypto";
import { Aspects, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";

/** A construct's former path. */
export interface FormerPath {
  /** Ids of the constructs below the stack, joined by `/`, such as `Video/Media`. */
  readonly path: string;
  /**
   * Id of the stack, if it was another one. Names in the cloud then stay. Move the state by hand: Terraform has no
   * `moved` between two states.
   *
   * @default - the construct's stack
   */
  readonly stack?: string;
}

/** Ids of a moved construct's former path, from the root of the tree. */
const formerIds = new WeakMap<IConstruct, readonly string[]>();

/**
 * Moves everything below a construct from another path: adds a `moved` block for each resource and keeps the names
 * derived from the former path. So a plan after a rename changes nothing.
 *
 * Call it before the construct has children, such as at the start of its constructor.
 *
 * @throws ValidationError if the path is invalid, the construct's own, or that of another construct
 */
export function moveFromPath(scope: Construct, from: string | FormerPath): void {
  const { path, stack: stackId } = typeof from === "string" ? { path: from, stack: undefined } : from;
  const stack = TerraformStack.of(scope);
  const ids = path.split("/");
  if (ids.includes("")) {
    throw new ValidationError(`Former path must be ids of constructs joined by / (got ${JSON.stringify(path)})`, scope);
  }
  if (scope.node.children.length > 0) {
    throw new ValidationError("Former path must be given before the construct has children", scope);
  }
  const isSameStack = stackId === undefined || stackId === stack.node.id;
  const currentIds = idsOf(scope).slice(idsOf(stack).length);
  if (isSameStack && currentIds.join("/") === path) {
    throw new ValidationError(`Former path must be another than the construct's own (got ${path})`, scope);
  }
  formerIds.set(scope, [...idsOf(stack).slice(0, -1), stackId ?? stack.node.id, ...ids]);
  if (!isSameStack) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope) refuseOccupied(scope, stack, ids);
      if (!TerraformResource.isTerraformResource(node)) return;
      const below = idsOf(node).slice(idsOf(scope).length);
      const oldId = logicalIdOf(stack, [...ids, ...below]);
      if (oldId !== node.friendlyUniqueId) node.moveFromId(`${node.terraformResourceType}.${oldId}`);
    },
  });
}

/** Ids for names: those of the former path if the construct or a parent has moved. */
export function namingIds(scope: IConstruct): readonly string[] {
  const ids = idsOf(scope);
  for (const ancestor of [...scope.node.scopes].reverse()) {
    const formerAncestorIds = formerIds.get(ancestor);
    if (formerAncestorIds) return [...formerAncestorIds, ...ids.slice(idsOf(ancestor).length)];
  }
  return ids;
}

/** `node.addr` of these ids. @see https://github.com/aws/constructs/blob/10.x/src/private/uniqueid.ts */
export function addressOf(ids: readonly string[]): string {
  const hash = createHash("sha1");
  for (const id of ids) if (id !== "Default") hash.update(`${id}\n`);
  return `c8${hash.digest("hex")}`;
}

function idsOf(scope: IConstruct): readonly string[] {
  return scope.node.scopes.map(({ node }) => node.id);
}

/** Logical id of a resource with these construct ids, by the stack's own scheme. */
function logicalIdOf(stack: TerraformStack, ids: readonly string[]): string {
  const node = { scopes: [stack, ...ids.map((id) => ({ node: { id } }))] };
  return stack.getLogicalId(node as unknown as Parameters<TerraformStack["getLogicalId"]>[0]);
}

function refuseOccupied(scope: IConstruct, stack: IConstruct, ids: readonly string[]): void {
  let construct: IConstruct | undefined = stack;
  for (const id of ids) construct = construct?.node.tryFindChild(id);
  if (!construct || construct.node.children.length === 0) return;
  throw new ValidationError(`Former path must be free (got ${construct.node.path}, where there is a construct)`, scope);
}
