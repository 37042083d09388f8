import type { TerraformProvider } from "cdktf";
import type { CallbackCode } from "./code/callback-code";
import type { CallbackFunctionOptions } from "./function/options";
import type { CallbackSecretOptions } from "./function/callback-secret";
import type { Delivery } from "./delivery/delivery";
import type { ICallbackFunction } from "./function/existing-function";
import type { Ingress } from "./ingress/ingress";
import type { MediaBucketProps } from "./media/bucket";
import type { QueueFamily } from "./media/family";
import type { MediaQueueOptions } from "./media/queue";
import type { MediaServiceOptions } from "./media/service";
import type { MediaWorkflowOptions } from "./media/workflow";
import type { UploadOptions } from "./uploads/job-trigger-props";
import type { UploadSubmitterOptions } from "./uploads/uploads";

/** Properties of `CiCallbackPipeline`. */
export interface CiCallbackPipelineProps extends MediaBucketProps {
  /**
   * What runs on every callback.
   *
   * @default - none, which takes an `existingFunction`
   */
  readonly code?: CallbackCode;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region. Its region is
   * then the default of `region`; CI's own resources go by `provider`.
   *
   * @default - the stack's
   */
  readonly vendorProvider?: TerraformProvider;

  /**
   * A function that takes the callbacks already: that of another pipeline, or one of `CallbackFunction.fromAttributes`.
   * Excludes what would make one: `code`, `function`, `secret` and `delivery`. A function has one URL; share it by
   * `Ingress.existing(other.endpoint.url)`.
   *
   * @default - a function is made
   */
  readonly existingFunction?: ICallbackFunction;

  /**
   * How CI's callbacks reach the function.
   *
   * @default Ingress.functionUrl()
   */
  readonly ingress?: Ingress;

  /**
   * How a callback gets to the code: at once, or by way of a store that loses nothing.
   *
   * @default Delivery.inline()
   */
  readonly delivery?: Delivery;

  /**
   * Settings of the function; with durable delivery, of those that it is made of.
   *
   * @default - those of `CallbackFunction`
   */
  readonly function?: CallbackFunctionOptions;

  /**
   * Rotation of the secret in the callback URL.
   *
   * @default - rotation 0
   */
  readonly secret?: CallbackSecretOptions;

  /**
   * Settings of the bucket's media service.
   *
   * @default - those of `MediaService`
   */
  readonly service?: MediaServiceOptions;

  /**
   * Has the bucket's media queue report its jobs; `{}` takes every default.
   *
   * @default - the queue is left alone
   */
  readonly queue?: MediaQueueOptions;

  /**
   * Has the queues of further services report their jobs, by family: `{ document: {} }`. The services are enabled where
   * they are off.
   *
   * @default - those queues are left alone
   */
  readonly queues?: Readonly<Partial<Record<Exclude<QueueFamily, "media">, MediaQueueOptions>>>;

  /**
   * A workflow that reports its runs.
   *
   * @default - none
   */
  readonly workflow?: MediaWorkflowOptions;

  /**
   * Jobs that uploads start, and that report here; with `Ingress.none()`, where their queues do. Their services are
   * enabled where they are off. `region` must be given too.
   *
   * @default - none
   */
  readonly uploads?: readonly UploadOptions[];

  /**
   * Settings of what submits these jobs.
   *
   * @default - network, log and alarms are those of `function`
   */
  readonly submitter?: UploadSubmitterOptions;
}
