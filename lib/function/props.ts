import type { TerraformProvider } from "cdktf";
import type { CallbackCode } from "../code/callback-code";
import type { CallbackSecret } from "./callback-secret";
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
   * Full name, with the APPID, of the bucket whose jobs report. `ctx.ci` and `verify: "readback"` work on it.
   *
   * @default - none
   */
  readonly bucket?: string;

  /**
   * Region of the bucket.
   *
   * @default - that of the function
   */
  readonly region?: string;

  /**
   * The function's part in durable delivery; set by `Delivery.durable()`.
   *
   * @default - none: the function runs the user's code when it is called
   */
  readonly delivery?: FunctionDelivery;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region.
   *
   * @default - the stack's
   */
  readonly vendorProvider?: TerraformProvider;

  /**
   * Whether the platform runs events asynchronously and keeps a status that a workflow's step can ask for. CI also needs
   * status tracking, which must be turned on in the console: Terraform's provider cannot. Not for a function that CI calls
   * back. The setting is fixed at creation, so the function's name must end with `-async`, your own `functionName` too.
   *
   * @default false - a call is answered with the result
   */
  readonly asyncRun?: boolean;
}
