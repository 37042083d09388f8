import type { AlarmOptions } from "../monitoring/alarms";
import type { CapacityOptions } from "./capacity";
import type { FunctionEnvironmentOptions } from "./environment";
import type { LogOptions } from "../monitoring/logs";
import type { CanaryOptions } from "./release";

/** Options of the function of a `CiCallbackPipeline`. */
export interface CallbackFunctionOptions extends FunctionEnvironmentOptions, CapacityOptions {
  /**
   * Name of the function. A new name means a new function with a new URL.
   *
   * @default - derived from the construct's path
   */
  readonly functionName?: string;

  /**
   * Namespace of the function; it must exist.
   *
   * @default "default"
   */
  readonly namespace?: string;

  /**
   * What the console shows beside the name, at most 1000 characters.
   *
   * @default "CI callback handler"
   */
  readonly description?: string;

  /**
   * Alias that callbacks go to. Every change of code or settings becomes a version, and the alias moves to it, so that
   * both change together. `"$LATEST"` does without: a change is live as soon as it is uploaded, code before settings.
   *
   * @default "live"
   */
  readonly alias?: string;

  /**
   * Tries changes of code and settings out on a share of the calls, while the others stay with what was released before.
   * Without it again, all calls get the newest. Needs an alias. Do not rotate the secret meanwhile: what was released
   * does not know the new one.
   *
   * @default - every change is for all calls
   */
  readonly canary?: CanaryOptions;

  /**
   * Runtime of the platform, by its name there: any that has Node.js 16 or later. If the platform refuses it at the first
   * apply (`InvalidParameterValue.Runtime`), name another one here.
   *
   * @default "Nodejs18.15"
   * @see docs/open-points.md
   */
  readonly runtime?: string;

  /**
   * Memory in MB, a multiple of 128 from 128 to 3072.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Seconds until the platform stops a call, from 10 to 900. The platform's own 3 s are less than a cold start under
   * load may take.
   *
   * @default 30
   */
  readonly timeout?: number;

  /**
   * Network that the function runs in. Terraform's provider never takes a function out of its network, so one that enters
   * or leaves a VPC is a new function with a new URL. With a `functionName` of yours, change that too.
   *
   * @default - none; the function has no access to private addresses
   */
  readonly vpc?: VpcOptions;

  /**
   * Whether the function can call public addresses. Only one in a VPC can do without; the way in is not concerned.
   *
   * @default true
   */
  readonly publicNetwork?: boolean;

  /**
   * Name of an existing execution role. It then has to allow what the function does: see `policyStatements`.
   *
   * @default - one is made when something is granted, with exactly that
   */
  readonly role?: string;

  /**
   * Where the function's log goes. Terraform's provider never sends a function back to the platform's topic, so one that
   * gets or loses a topic of yours is a new function with a new URL. With a `functionName` of yours, change that too when
   * you take `logs` and `alarms` away: the platform would go on getting the removed topic.
   *
   * @default - where the platform puts it: a topic of the account's, kept for 7 days
   */
  readonly logs?: LogOptions;

  /**
   * Alarms on the log. Without `logs`, a topic is made for them.
   *
   * @default - none
   */
  readonly alarms?: AlarmOptions;

  /**
   * Tags of the function, of its role and of its log.
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/** A network and a subnet of it. */
export interface VpcOptions {
  readonly vpcId: string;
  readonly subnetId: string;
}
