import type { Postcondition } from "cdktf";
import type { IConstruct } from "constructs";
import type { VpcOptions } from "./options";
import { nameFromPath } from "../terraform/names";

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

/** Detects that a function with a name of your own was in a VPC and no longer is: every plan would show the removal. */
export const OUT_OF_VPC: Postcondition = {
  condition: "${try(length(self.vpc_id) == 0, true)}",
  errorMessage:
    "Terraform's provider cannot take a function out of its VPC. Give the function another functionName: one without the " +
    "VPC is then made, and this one goes once CI has the new address. Or give vpc again.",
};
