import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";
import { ScfFunctionAlias } from "#tencentcloud/scf-function-alias";
import { ScfFunctionVersion } from "#tencentcloud/scf-function-version";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { addressOf } from "../terraform/terraform-address";

/** Enough of a SHA-256 to tell releases apart. */
const HASH_LENGTH = 16;

/** What a version freezes, in the provider's terms. */
const FROZEN = [
  "handler",
  "runtime",
  "mem_size",
  "timeout",
  "environment",
  "role",
  "vpc_id",
  "subnet_id",
  "enable_public_net",
];

/** Where the log goes: the platform fills it in where it is not given, and not before the function is made. */
const FROZEN_LOG = ["cls_logset_id", "cls_topic_id"];

/** A trial of new code and settings with some of the calls. */
export interface CanaryOptions {
  /** Share of the calls, from 0 to 1, that the newest code and settings get; the others stay with what was released. */
  readonly weight: number;
}

/** Properties of `FunctionRelease`. */
export interface FunctionReleaseProps {
  readonly function: ScfFunction;
  /** Changes exactly when the function's code changes. */
  readonly codeHash: string;
  /** Name of the alias. */
  readonly alias: string;
  /**
   * Has changes tried out on some calls before they are released.
   *
   * @default - every change is released at once
   */
  readonly canary?: CanaryOptions;
}

/**
 * A version of a function for every change of its code or settings, and an alias that moves to it: callers see code and
 * settings change together, and an apply that fails half-way leaves them with the version before.
 *
 * @see https://cloud.tencent.com/document/product/583/36149
 */
export class FunctionRelease extends Construct {
  /** What is released. */
  public readonly version: ScfFunctionVersion;
  /** The newest code and settings; absent without `canary`. */
  public readonly canary?: ScfFunctionVersion;
  public readonly alias: ScfFunctionAlias;

  constructor(scope: Construct, id: string, { function: fn, codeHash, alias, canary }: FunctionReleaseProps) {
    super(scope, id);
    const { name: functionName, namespaceInput: namespace } = fn;
    const version = (child: string, ignoreChanges?: string[]): ScfFunctionVersion =>
      new ScfFunctionVersion(this, child, {
        functionName,
        namespace,
        // A version is published only when one of its arguments changes, so what it is made of has to be among them.
        description: contentsOf(fn, codeHash),
        lifecycle: { createBeforeDestroy: true, ignoreChanges }, // the alias must never point at nothing
      });
    if (canary) checkWeight(this, canary.weight);
    this.version = version("Version", canary && ["description"]); // stays what it is meanwhile
    if (canary) this.canary = version("Canary");
    const { functionVersion } = this.version;
    const { canary: newest } = this;
    const additionalVersionWeights = newest ? [{ version: newest.functionVersion, weight: canary!.weight }] : [];
    this.alias = new ScfFunctionAlias(this, "Alias", {
      name: alias,
      functionName,
      namespace,
      functionVersion,
      // The provider sends no update for a change of function_version alone.
      description: `version ${functionVersion}`,
      // Given even when empty: so it is read back, and so the weights of a canary go with it.
      routingConfig: { additionalVersionWeights },
      lifecycle: { replaceTriggeredBy: [addressOf(fn, "id")] }, // an alias cannot move to another function
    });
  }
}

function checkWeight(scope: Construct, weight: number): void {
  if (!isKnown(weight) || (weight >= 0 && weight <= 1)) return;
  throw new ValidationError(`Weight of the canary must be a number from 0 to 1 (got ${weight})`, scope);
}

/**
 * What a version is made of: its code, and a hash of everything else that it freezes. Secrets are in the hash, and cannot
 * be told from it. Written as one expression, since every token costs cdktf a stack trace.
 */
function contentsOf(fn: ScfFunction, codeHash: string): string {
  return Lazy.stringValue({
    produce: () => {
      const address = `${fn.terraformResourceType}.${fn.friendlyUniqueId}`;
      const frozen = fn.clsTopicIdInput === undefined ? FROZEN : [...FROZEN, ...FROZEN_LOG];
      const values = frozen.map((name) => `${address}.${name}`).join(", ");
      const hash = `substr(nonsensitive(sha256(jsonencode([${values}]))), 0, ${HASH_LENGTH})`;
      return `code ${codeHash.slice(0, HASH_LENGTH)} settings \${${hash}}`;
    },
  });
}
