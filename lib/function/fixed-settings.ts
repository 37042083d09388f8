import type { Postcondition } from "cdktf";
import type { IConstruct } from "constructs";
import type { VpcOptions } from "./options";
import { nameFromPath } from "../terraform/names";

const NAME_LENGTH = 60;

/** Ends the name of a function that runs events on its own, and of no other. */
export const ASYNC_SUFFIX = "-async";

/** What of a function is fixed when it is made. */
export interface FixedSettings {
  readonly asyncRun: boolean;
  readonly vpc?: VpcOptions;
  /** Whether its log goes to a topic of the user's. */
  readonly isLogged: boolean;
}

/**
 * Name for a function that has none. It tells what the provider cannot change in place: whether events run on their own;
 * whether the function is in a VPC, or logs to a topic of the user's, since the provider sends neither once it is left out.
 * A function that differs in this then has another name, and exists before the one that it replaces goes.
 */
export function functionNameFor(scope: IConstruct, { asyncRun, vpc, isLogged }: FixedSettings): string {
  const suffix = `${isLogged ? "-logged" : ""}${vpc ? "-vpc" : ""}${asyncRun ? ASYNC_SUFFIX : ""}`;
  return `${nameFromPath(scope, NAME_LENGTH - suffix.length)}${suffix}`;
}

/** Tells of a function of a given name that was in a VPC and is not to be: the provider would say at every plan that it leaves. */
export const OUT_OF_VPC: Postcondition = {
  condition: "${try(length(self.vpc_id) == 0, true)}",
  errorMessage:
    "Terraform's provider cannot take a function out of its VPC. Give the function another functionName: one without the " +
    "VPC is then made, and this one goes once CI has the new address. Or give vpc again.",
};
