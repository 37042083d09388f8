import type { AlarmOptions } from "../monitoring/alarms";
import type { CapacityOptions } from "./capacity";
import type { FunctionEnvironmentOptions } from "./environment";
import type { LogOptions } from "../monitoring/logs";
import type { CanaryOptions } from "./release";

/** Options of the function of a `CiCallbackPipeline`. */
export interface CallbackFunctionOptions extends FunctionEnvironmentOptions, CapacityOptions {
  /**
   * Name of the function. Another name means a new function with a new URL.
   *
   * @default - derived from the construct's path
   */
  readonly functionName?: string;

  /**
   * Namespace of the function. It must exist.
   *
   * @default "default"
   */
  readonly namespace?: string;

  /**
   * Description in the console, at most 1000 characters.
   *
   * @default "CI callback handler"
   */
  readonly description?: string;

  /**
   * Alias that callbacks are sent to. Every change of code or settings publishes a version and moves the alias to it,
   * so that both change together. With `"$LATEST"` a change is live as soon as it is uploaded, code before settings.
   *
   * @default "live"
   */
  readonly alias?: string;

  /**
   * Sends a share of the calls to new code and settings; the others stay with the last release. Without this option
   * again, all calls get the newest version. Needs an alias. Do not rotate the secret meanwhile: the last release does
   * not accept the new one.
   *
   * @default - all calls get every change
   */
  readonly canary?: CanaryOptions;

  /**
   * Name of one of the platform's runtimes: any that has Node.js 16 or later. If the platform refuses it at the first
   * apply (`InvalidParameterValue.Runtime`), set another one here.
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
   * Seconds until the platform stops a call, from 10 to 900. The platform's own default, 3 s, is less than a cold start
   * under load may take.
   *
   * @default 30
   */
  readonly timeout?: number;

  /**
   * Network of the function. The vendor's provider cannot remove a function from its network, so a function that enters
   * or leaves a VPC is replaced and gets a new URL. If you set `functionName`, change it too.
   *
   * @default - none; the function has no access to private addresses
   */
  readonly vpc?: VpcOptions;

  /**
   * Whether the function can call public addresses. `false` needs a VPC. Inbound calls are not affected.
   *
   * @default true
   */
  readonly publicNetwork?: boolean;

  /**
   * Name of an existing execution role. It has to allow what the function does: see `policyStatements`.
   *
   * @default - created with exactly what is granted, if anything is granted
   */
  readonly role?: string;

  /**
   * Topic of the function's log. The vendor's provider cannot set a function back to the platform's topic, so a
   * function that gets or loses a topic of your own is replaced and gets a new URL. If you set `functionName`, change
   * it too when you remove `logs` and `alarms`: the plan refuses the removal alone, since the platform would keep sending
   * the log to the removed topic.
   *
   * @default - the platform's choice: a topic of the account, kept for 7 days
   */
  readonly logs?: LogOptions;

  /**
   * Alarms on the log. Without `logs`, a topic is created for them.
   *
   * @default - none
   */
  readonly alarms?: AlarmOptions;

  /**
   * Tags of the function, its role and its log.
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/** A network and one of its subnets. */
export interface VpcOptions {
  readonly vpcId: string;
  readonly subnetId: string;
}
