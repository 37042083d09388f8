import { Construct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";
import { ScfFunctionEventInvokeConfig } from "#tencentcloud/scf-function-event-invoke-config";
import { ScfProvisionedConcurrencyConfig } from "#tencentcloud/scf-provisioned-concurrency-config";
import { ScfReservedConcurrencyConfig } from "#tencentcloud/scf-reserved-concurrency-config";
import { checkInteger, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { FunctionRelease } from "./release";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";

/** Limits of an account, as the sample answer of `GetAccount` has them: RetryNumLimit, MinMsgTTL, MaxMsgTTL. */
const MAX_RETRIES = 2;
const EVENT_AGE_S = { min: 60, max: 21_600 };

/** How calls that come as events, and not as requests, are repeated. */
export interface AsyncRetryOptions {
  /**
   * How often a failed event is tried again, from 0 to 2. SCF's support may raise the account's limit; a token passes
   * unchecked.
   *
   * @default 2
   * @see https://cloud.tencent.com/document/product/583/39851
   */
  readonly attempts?: number;

  /**
   * Seconds after which an event is given up, from 60 to 21,600.
   *
   * @default 21600
   */
  readonly maxAge?: number;
}

/** Options that bound or warm the instances of a function. */
export interface CapacityOptions {
  /**
   * Memory in MB that all instances together may use, and that nobody else can take: a cap on the cost of a flood of
   * requests. At least the function's own memory.
   *
   * @default - no cap but the account's
   */
  readonly reservedMemory?: number;

  /**
   * Instances that are kept warm for the released version; they are paid for while they wait. Needs an alias. Those of a
   * new version come before the alias moves and those of the old one go after, so `reservedMemory` must hold both. Another
   * number is released as a new version too; while a `canary` holds the release back, the number stays what it was.
   *
   * @default 0
   */
  readonly provisionedInstances?: number;

  /**
   * Repetition of events, such as those of COS; HTTP requests are never repeated. Without it again, the function keeps
   * what it was last told: the provider does not undo it.
   *
   * @default - that of the platform
   */
  readonly asyncRetry?: AsyncRetryOptions;
}

/** Properties of `FunctionCapacity`. */
export interface FunctionCapacityProps extends CapacityOptions {
  readonly function: ScfFunction;
  /** The function's memory in MB. */
  readonly memorySize: number;
  /** What has the version to keep warm. @default - none, without an alias */
  readonly release?: FunctionRelease;
}

/**
 * Reserved and provisioned concurrency of a function, and the repetition of its events.
 *
 * @see https://cloud.tencent.com/document/product/583/51247
 */
export class FunctionCapacity extends Construct {
  public readonly reserved?: ScfReservedConcurrencyConfig;
  public readonly provisioned?: ScfProvisionedConcurrencyConfig;
  public readonly retry?: ScfFunctionEventInvokeConfig;

  constructor(scope: Construct, id: string, props: FunctionCapacityProps) {
    super(scope, id);
    const { memorySize, release, reservedMemory, provisionedInstances, asyncRetry } = props;
    const { name: functionName, namespaceInput: namespace } = props.function;

    if (reservedMemory !== undefined) {
      const min = isKnown(memorySize) ? memorySize : 128;
      checkInteger(this, "Reserved memory", reservedMemory, { min, max: 128_000, step: 128, unit: "MB" });
      // Not create first: the end of the old reservation would end the new one. So nothing may depend on it.
      this.reserved = new ScfReservedConcurrencyConfig(this, "Reserved", {
        functionName,
        namespace,
        reservedConcurrencyMem: reservedMemory,
      });
    }
    if (provisionedInstances !== undefined && provisionedInstances !== 0) {
      checkInteger(this, "Provisioned instances", provisionedInstances, { min: 1, max: 1000 });
      if (!release) {
        throw new ValidationError(
          'Provisioned instances must have a version (got alias "$LATEST"): give an alias',
          this,
        );
      }
      checkFit(this, provisionedInstances, memorySize, reservedMemory);
      this.provisioned = new ScfProvisionedConcurrencyConfig(this, "Provisioned", {
        functionName,
        namespace,
        qualifier: release.version.functionVersion,
        versionProvisionedConcurrencyNum: provisionedInstances,
        lifecycle: {
          ...CREATE_FIRST,
          // What is read back is what is warm already. Another number comes with another version.
          ignoreChanges: ["version_provisioned_concurrency_num"],
        },
      });
      release.alias.dependsOn = [...(release.alias.dependsOn ?? []), addressOf(this.provisioned)];
    }
    if (asyncRetry) {
      const { attempts = 2, maxAge = 21_600 } = asyncRetry;
      checkInteger(this, "Attempts of an event", attempts, { min: 0, max: MAX_RETRIES });
      checkInteger(this, "Age of an event", maxAge, { ...EVENT_AGE_S, unit: "seconds" });
      this.retry = new ScfFunctionEventInvokeConfig(this, "Retry", {
        functionName,
        namespace,
        asyncTriggerConfig: { msgTtl: maxAge, retryConfig: [{ retryNum: attempts }] },
        lifecycle: { replaceTriggeredBy: [addressOf(props.function, "id")] }, // it cannot move to another function
      });
    }
  }
}

/** Refuses warm instances, of two versions while the alias moves, that use more memory than is reserved. */
function checkFit(scope: Construct, instances: number, memorySize: number, reserved: number | undefined): void {
  if (!isKnown(reserved) || !isKnown(instances) || !isKnown(memorySize)) return;
  const needed = 2 * instances * memorySize;
  if (needed <= reserved) return;
  throw new ValidationError(
    `Provisioned instances must fit into reservedMemory twice, since two versions overlap (got ${reserved} MB for ${needed})`,
    scope,
  );
}
