import type { ITerraformDependable } from "cdktf";
import type { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { CallbackFunction } from "../function/callback-function";
import type { TerraformData } from "../terraform/terraform-data";
import type { Inbox } from "./inbox";

/** The functions that bring callbacks to your code. */
export interface DeployedDelivery {
  /** The function that CI calls, or that reads CI's topic. */
  readonly receiver: CallbackFunction;
  /** The function that runs your code; with inline delivery and with a topic the same one. */
  readonly worker: CallbackFunction;
  /** Retries and expires entries of the inbox; only with durable delivery. */
  readonly sweeper?: CallbackFunction;
  /** Bucket and prefix where callbacks wait; only with durable delivery. */
  readonly inbox?: Inbox;
  /** Starts the worker for each object in the inbox; only with durable delivery. */
  readonly inboxTrigger?: ScfTrigger;
  /** Replaced when name or prefix of the inbox change; forces replacement of `inboxTrigger`. */
  readonly inboxTriggerIdentity?: TerraformData;
  /** Starts the sweeper; only with durable delivery. */
  readonly sweepTrigger?: ScfTrigger;
  /** Resources that must exist before CI calls. */
  readonly callable: ITerraformDependable[];
}
