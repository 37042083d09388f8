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
import type { FormerPath } from "./terraform/moves";
import type { UploadOptions } from "./uploads/job-trigger-props";
import type { UploadSubmitterOptions } from "./uploads/uploads";

/** Properties of `CiCallbackPipeline`. */
export interface CiCallbackPipelineProps extends MediaBucketProps {
  /**
   * The code that runs for every callback.
   *
   * @default - none; `existingFunction` is then required
   */
  readonly code?: CallbackCode;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region. Its region
   * is then the default of `region`. CI's own resources use `provider`.
   *
   * @default - the provider of the stack
   */
  readonly vendorProvider?: TerraformProvider;

  /**
   * A function that already takes callbacks: that of another pipeline, or one of `CallbackFunction.fromAttributes`.
   * Excludes `code`, `function`, `secret` and `delivery`, which create one. A function has one URL; share it by
   * `Ingress.existing(other.endpoint.url)`.
   *
   * @default - a new function
   */
  readonly existingFunction?: ICallbackFunction;

  /**
   * How CI's callbacks reach the function.
   *
   * @default Ingress.functionUrl()
   */
  readonly ingress?: Ingress;

  /**
   * How a callback gets to the code: at once, or through a durable store.
   *
   * @default Delivery.inline()
   */
  readonly delivery?: Delivery;

  /**
   * Settings of the function. With durable delivery they apply to receiver, worker and sweeper.
   *
   * @default - the defaults of `CallbackFunction`
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
   * @default - the defaults of `MediaService`
   */
  readonly service?: MediaServiceOptions;

  /**
   * Makes the bucket's media queue report its jobs; `{}` takes every default.
   *
   * @default - the queue is not changed
   */
  readonly queue?: MediaQueueOptions;

  /**
   * Makes the queues of further services report their jobs, by service: `{ document: {} }`. Services that are off
   * are enabled.
   *
   * @default - these queues are not changed
   */
  readonly queues?: Readonly<Partial<Record<Exclude<QueueFamily, "media">, MediaQueueOptions>>>;

  /**
   * A workflow that reports its runs.
   *
   * @default - none
   */
  readonly workflow?: MediaWorkflowOptions;

  /**
   * Jobs that uploads start and that report here; with `Ingress.none()`, to the receiver of their queues. Services that
   * are off are enabled. `region` is required.
   *
   * @default - none
   */
  readonly uploads?: readonly UploadOptions[];

  /**
   * Settings of the function that submits these jobs.
   *
   * @default - namespace, runtime, network, role, tags, log, log level and alarms of `function`
   */
  readonly submitter?: UploadSubmitterOptions;

  /**
   * Former path of this pipeline below the stack, before a rename or a move in the construct tree, such as `Media` or
   * `Video/Media`. The plan then moves every resource and changes none: names, URL and secret stay. Keep this argument:
   * the names depend on it.
   *
   * @default - the path has not changed
   */
  readonly movedFrom?: string | FormerPath;
}
