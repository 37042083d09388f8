import type { ITerraformDependable } from "cdktf";
import type { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { CallbackFunction } from "../function/callback-function";
import type { TerraformData } from "../terraform/terraform-data";
import type { Inbox } from "./inbox";

/** The functions that bring callbacks to the user's code. */
export interface DeployedDelivery {
  /** What CI calls. */
  readonly receiver: CallbackFunction;
  /** What runs the user's code; the receiver itself with inline delivery. */
  readonly worker: CallbackFunction;
  /** What looks after the inbox; only with durable delivery. */
  readonly sweeper?: CallbackFunction;
  /** Where callbacks wait; only with durable delivery. */
  readonly inbox?: Inbox;
  /** Starts the worker for what comes into the inbox; only with durable delivery. */
  readonly inboxTrigger?: ScfTrigger;
  /** Replaced when name or prefix of the inbox change; forces replacement of `inboxTrigger`. */
  readonly inboxTriggerIdentity?: TerraformData;
  /** Starts the sweeper; only with durable delivery. */
  readonly sweepTrigger?: ScfTrigger;
  /** What has to exist before CI calls. */
  readonly ready: ITerraformDependable[];
}
