import type { IConstruct } from "constructs";
import { isKnown } from "../check";
import { ValidationError } from "../errors";
import type { QueueFamily } from "./family";

/** What tells a queue from others, as far as it is said: a bucket has one queue of each family, unless CI made more. */
export interface QueueIdentity {
  readonly bucket: string;
  readonly region?: string;
  readonly family: QueueFamily;
  readonly queueId?: string;
}

interface Owned extends QueueIdentity {
  readonly path: string;
}

/** Which construct owns a queue, by construct tree: all stacks of an app count. */
const owners = new WeakMap<IConstruct, Owned[]>();

/**
 * Says that `scope` sets a queue. Two owners of one queue would undo each other's settings at every apply.
 *
 * @throws ValidationError when another construct of the tree may set the same queue
 */
export function claimQueue(scope: IConstruct, queue: QueueIdentity): void {
  const known = owners.get(scope.node.root) ?? [];
  owners.set(scope.node.root, known);
  const owner = known.find((other) => isSame(other, queue));
  if (owner) {
    const { bucket, family, queueId = `the ${family} queue` } = queue;
    throw new ValidationError(
      `Queue must have one owner (got ${queueId} of ${bucket}, which ${owner.path} owns); ` +
        "share that queue, or give region and queueId to both if they are two",
      scope,
    );
  }
  known.push({ ...queue, path: scope.node.path });
}

/** True unless something that is known at synthesis tells them apart; tokens may stand for anything. */
function isSame(a: QueueIdentity, b: QueueIdentity): boolean {
  if (![a, b].every(({ bucket, family }) => isKnown(bucket) && isKnown(family))) return false;
  if (a.bucket !== b.bucket || a.family !== b.family) return false;
  // What is left out is the provider's region, and the only queue.
  return mayBeSame(a.region, b.region) && mayBeSame(a.queueId, b.queueId);
}

function mayBeSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
