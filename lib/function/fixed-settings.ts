import type { Postcondition } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";
import type { VpcOptions } from "./options";
import { nameFromPath } from "../terraform/names";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";

const NAME_LENGTH = 60;

/** Suffix for the name of a function that runs events asynchronously. No other function may have it. */
export const ASYNC_SUFFIX = "-async";

/** Settings that are fixed when a function is created. */
export interface FixedSettings {
  readonly asyncRun: boolean;
  readonly vpc?: VpcOptions;
  /** Whether its log goes to a topic of your own. */
  readonly isLogged: boolean;
}

/**
 * Default name of a function. It contains the settings that the provider cannot change in place: asynchronous events,
 * and the use of a VPC or of a log topic, which the provider does not reset once they are removed. A function that
 * differs in these settings has another name, so it exists before the function that it replaces is destroyed.
 */
export function functionNameFor(scope: IConstruct, { asyncRun, vpc, isLogged }: FixedSettings): string {
  const suffix = `${isLogged ? "-logged" : ""}${vpc ? "-vpc" : ""}${asyncRun ? ASYNC_SUFFIX : ""}`;
  return `${nameFromPath(scope, NAME_LENGTH - suffix.length)}${suffix}`;
}

/** Refuses to take a function with a name of your own out of its VPC: every plan would show the removal again. */
export const OUT_OF_VPC: Postcondition = {
  condition: "${try(length(self.vpc_id) == 0, true)}",
  errorMessage:
    "The vendor's provider cannot remove a function from its VPC. Set another functionName, which creates a new function " +
    "and destroys this one once CI has the new address. Or set vpc again.",
};

const LOST_LOGS = {
  errorMessage:
    "The vendor's provider cannot reset the log topic of a function, which would then write to a deleted topic. Set another " +
    "functionName, which creates a new function and destroys this one once CI has the new address. " +
    "Or set logs again.",
};

/**
 * Fails a plan in which a function with a name of your own loses its VPC or its log topic. The state records whether
 * the function uses them. Removing the setting keeps the record; replacing the function renews it.
 */
export function guardFixedSettings(
  scope: Construct,
  { function: fn, vpc, isLogged }: Pick<FixedSettings, "vpc" | "isLogged"> & { readonly function: ScfFunction },
): void {
  guard(scope, "VpcUse", fn, vpc !== undefined, OUT_OF_VPC.errorMessage);
  guard(scope, "LogUse", fn, isLogged, LOST_LOGS.errorMessage);
}

function guard(scope: Construct, id: string, fn: ScfFunction, isUsed: boolean, errorMessage: string): void {
  const refusal = { ignoreChanges: ["input"], postcondition: [{ condition: "${!self.output.isUsed}", errorMessage }] };
  new TerraformData(scope, id, {
    input: { isUsed },
    lifecycle: { ...(!isUsed && refusal), replaceTriggeredBy: [addressOf(fn, "id")] },
  });
}
