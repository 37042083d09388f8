import type { TerraformProvider } from "cdktf";
import type { CallbackCode } from "../code/callback-code";
import type { CallbackSecret } from "./callback-secret";
import type { QueueSettings } from "../ingress/endpoint";
import type { FunctionDelivery } from "./environment";
import type { CallbackFunctionOptions } from "./options";

/** Properties of `CallbackFunction`. */
export interface CallbackFunctionProps extends CallbackFunctionOptions {
  /** The code that the function runs. */
  readonly code: CallbackCode;

  /**
   * The secret that a callback's URL must carry.
   *
   * @default - a new one, at rotation 0
   */
  readonly secret?: CallbackSecret;

  /**
   * Full name, with the APPID, of the bucket of the jobs. `ctx.ci` and `verify: "readback"` work on it.
   *
   * @default - none
   */
  readonly bucket?: string;

  /**
   * Region of the bucket.
   *
   * @default - the region of the function
   */
  readonly region?: string;

  /**
   * The function's role in durable delivery; set by `Delivery.durable()`.
   *
   * @default - none: the function runs your code in the same call
   */
  readonly delivery?: FunctionDelivery;

  /**
   * Set for a function that takes messages of a queue, as from `Ingress.kafka()`. It then accepts no requests.
   *
   * @default - none: it accepts requests
   */
  readonly queue?: QueueSettings;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region.
   *
   * @default - the provider of the stack
   */
  readonly vendorProvider?: TerraformProvider;

  /**
   * Whether the platform runs events asynchronously and keeps a status that a workflow's step can query. CI also needs
   * status tracking, which only the console can turn on: the vendor's provider cannot. Not for functions that CI calls
   * back. The setting is fixed at creation, so `functionName` must end with `-async`.
   *
   * @default false - a call is answered with its result
   */
  readonly asyncRun?: boolean;
}
