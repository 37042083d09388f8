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

/** Limits of an account, from the sample answer of `GetAccount`: RetryNumLimit, MinMsgTTL, MaxMsgTTL. */
const MAX_RETRIES = 2;
const EVENT_AGE_S = { min: 60, max: 21_600 };

/** How the platform retries events; requests are not retried. */
export interface AsyncRetryOptions {
  /**
   * Number of retries of a failed event, from 0 to 2. SCF's support may raise the limit of an account; a token is not
   * checked.
   *
   * @default 2
   * @see https://cloud.tencent.com/document/product/583/39851
   */
  readonly attempts?: number;

  /**
   * Seconds after which the platform drops an event, from 60 to 21,600.
   *
   * @default 21600
   */
  readonly maxAge?: number;
}

/** Options that limit or prewarm the instances of a function. */
export interface CapacityOptions {
  /**
   * Memory in MB that is reserved for this function and that all its instances together may use: a limit for the cost
   * of a flood of requests. At least the memory of the function.
   *
   * @default - only the limit of the account
   */
  readonly reservedMemory?: number;

  /**
   * Number of warm instances of the released version; idle instances cost money too. Needs an alias. The instances of a
   * new version start before the alias moves, those of the old one stop after it, so `reservedMemory` must suffice for
   * both. A changed number is released as a new version; while a `canary` delays the release, the number does not
   * change.
   *
   * @default 0
   */
  readonly provisionedInstances?: number;

  /**
   * Retries of events, such as those of COS; HTTP requests are never retried. If you remove this option, the function
   * keeps its last setting: the provider does not reset it. `{}` sets the platform's defaults.
   *
   * @default - the platform's setting
   */
  readonly asyncRetry?: AsyncRetryOptions;
}

/** Properties of `FunctionCapacity`. */
export interface FunctionCapacityProps extends CapacityOptions {
  readonly function: ScfFunction;
  /** The function's memory in MB. */
  readonly memorySize: number;
  /** Version with the warm instances. @default - none, without an alias */
  readonly release?: FunctionRelease;
}

/**
 * Reserved and provisioned concurrency of a function, and the retries of its events.
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
      // No `create_before_destroy`: destroying the old reservation would remove the new one. So nothing may depend on
      // it.
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
          // The provider reads back the number of instances that are already warm. Another number comes with another
          // version.
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

/** Refuses a reserved memory that is less than the warm instances of two versions use while the alias moves. */
function checkFit(scope: Construct, instances: number, memorySize: number, reserved: number | undefined): void {
  if (!isKnown(reserved) || !isKnown(instances) || !isKnown(memorySize)) return;
  const needed = 2 * instances * memorySize;
  if (needed <= reserved) return;
  throw new ValidationError(
    `Provisioned instances must fit into reservedMemory twice, since two versions overlap (got ${reserved} MB for ${needed})`,
    scope,
  );
}
