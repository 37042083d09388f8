import type { IConstruct } from "constructs";
import { isKnown } from "./check";
import { perTree } from "./claims";
import { ValidationError } from "./errors";

/** Limits of COS for a bucket and of SCF for a function. @see https://cloud.tencent.com/document/product/583/11637 */
const MAX_TRIGGERS = 10;

interface Claimed {
  readonly path: string;
}

interface ClaimedPrefix extends Claimed {
  readonly prefix: string;
}

interface ClaimedOutput extends Claimed {
  readonly description: string;
  readonly mayBeginWith: (prefix: string) => boolean;
}

interface BucketClaims {
  readonly triggers: ClaimedPrefix[];
  readonly outputs: ClaimedOutput[];
}

/** Triggers and outputs in a construct tree, by bucket name. They must not conflict. */
const buckets = perTree(() => new Map<string, BucketClaims>());

/**
 * Records that objects under a prefix start a function.
 *
 * @throws ValidationError if another trigger covers some of these objects, if a function that a trigger starts writes
 * them, or if COS allows no further trigger
 */
export function claimTrigger(scope: IConstruct, bucket: string, prefix: string): void {
  if (!isKnown(bucket)) return;
  const { triggers, outputs } = claimsOf(scope, bucket);
  if (triggers.length >= MAX_TRIGGERS) {
    throw new ValidationError(
      `Bucket ${bucket} must have at most ${MAX_TRIGGERS} triggers (got one more, after ${triggers.at(-1)!.path}); use another bucket`,
      scope,
    );
  }
  if (isKnown(prefix)) {
    const other = triggers.find((trigger) => trigger.prefix.startsWith(prefix) || prefix.startsWith(trigger.prefix));
    if (other) {
      throw new ValidationError(
        `Prefixes that start functions must not overlap (got "${prefix}" in ${bucket}, where ${other.path} has "${other.prefix}"); ` +
          "COS refuses that",
        scope,
      );
    }
    const output = outputs.find(({ mayBeginWith }) => mayBeginWith(prefix));
    if (output) throw loopError(scope, bucket, prefix, output.description, output.path);
  }
  triggers.push({ prefix: isKnown(prefix) ? prefix : "\0", path: scope.node.path }); // \0 overlaps no prefix
}

/**
 * Records that a triggered function or job writes objects whose names begin with the given prefixes.
 *
 * @param description names the objects in an error
 * @throws ValidationError if such objects may start a function
 */
export function claimOutput(
  scope: IConstruct,
  bucket: string,
  description: string,
  mayBeginWith: (prefix: string) => boolean,
): void {
  if (!isKnown(bucket)) return;
  const { triggers, outputs } = claimsOf(scope, bucket);
  const trigger = triggers.find(({ prefix }) => prefix !== "\0" && mayBeginWith(prefix));
  if (trigger) throw loopError(scope, bucket, trigger.prefix, description, trigger.path);
  outputs.push({ description, mayBeginWith, path: scope.node.path });
}

function claimsOf(scope: IConstruct, bucket: string): BucketClaims {
  const byBucket = buckets(scope);
  const claims = byBucket.get(bucket) ?? { triggers: [], outputs: [] };
  byBucket.set(bucket, claims);
  return claims;
}

function loopError(
  scope: IConstruct,
  bucket: string,
  prefix: string,
  description: string,
  path: string,
): ValidationError {
  return new ValidationError(
    `${description} must not begin with a prefix that starts a function (got "${prefix}" in ${bucket}, of ${path}): ` +
      "jobs would start jobs endlessly; write elsewhere",
    scope,
  );
}
