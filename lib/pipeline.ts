import { Construct } from "constructs";
import type { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { CallbackCode } from "./callback-code";
import type { CallbackFunction } from "./callback-function";
import type { CallbackFunctionOptions } from "./callback-function-options";
import { CallbackSecret } from "./callback-secret";
import type { CallbackSecretOptions } from "./callback-secret";
import { Delivery } from "./delivery/delivery";
import type { Inbox } from "./delivery/inbox";
import { Ingress } from "./ingress/ingress";
import type { IngressEndpoint } from "./ingress/ingress";
import type { MediaBucketProps } from "./media/bucket";
import type { QueueFamily } from "./media/family";
import { MediaQueue } from "./media/queue";
import type { MediaQueueOptions } from "./media/queue";
import { MediaService } from "./media/service";
import type { MediaServiceOptions } from "./media/service";
import { MediaWorkflow } from "./media/workflow";
import type { MediaWorkflowOptions } from "./media/workflow";
import type { JobTrigger, UploadOptions } from "./uploads/job-trigger";
import { startJobs } from "./uploads/uploads";
import type { UploadSubmitterOptions } from "./uploads/uploads";

/** Properties of `CiCallbackPipeline`. */
export interface CiCallbackPipelineProps extends MediaBucketProps {
  /** What runs on every callback. */
  readonly code: CallbackCode;

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
   * Jobs that uploads start, and that report here. `region` must be given too.
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

/**
 * Everything that turns a finished CI job into a call of the user's function: function, ingress, secret, and the
 * bucket's queue or a workflow with the callback URL wired in.
 *
 * With none of `queue`, `queues`, `workflow` and `uploads` only the jobs that name `callbackUrl` themselves report.
 *
 * @example
 * new CiCallbackPipeline(this, "Media", {
 *   bucket: "media-1250000000",
 *   code: CallbackCode.fromEntry("on-media.ts"),
 *   queue: {},
 * });
 */
export class CiCallbackPipeline extends Construct {
  public readonly secret: CallbackSecret;
  /** The function that CI calls. */
  public readonly function: CallbackFunction;
  /** The function that runs the user's code, and that is to be granted what it needs; `function` with inline delivery. */
  public readonly worker: CallbackFunction;
  /** Looks after the inbox; absent with inline delivery. */
  public readonly sweeper?: CallbackFunction;
  /** Where callbacks wait; absent with inline delivery. */
  public readonly inbox?: Inbox;
  /** Starts the worker for what comes into the inbox; absent with inline delivery. */
  public readonly inboxTrigger?: ScfTrigger;
  /** Starts the sweeper; absent with inline delivery. */
  public readonly sweepTrigger?: ScfTrigger;
  public readonly endpoint: IngressEndpoint;
  /** Absent without `service`, `queue`, `workflow` and `uploads`. */
  public readonly service?: MediaService;
  /** Absent without `queue`. */
  public readonly queue?: MediaQueue;
  /** Queues of further services, by family. */
  public readonly queues: Partial<Record<QueueFamily, MediaQueue>> = {};
  /** Services of the queues in `queues`. */
  public readonly services: Partial<Record<QueueFamily, MediaService>> = {};
  /** Absent without `workflow`. */
  public readonly workflow?: MediaWorkflow;
  /** What starts jobs on uploads, in the order of `uploads`. */
  public readonly triggers: readonly JobTrigger[] = [];
  #callbackUrl?: string;

  constructor(scope: Construct, id: string, props: CiCallbackPipelineProps) {
    super(scope, id);
    const { bucket, region, provider, ingress = Ingress.functionUrl() } = props;
    const place = { bucket, region, provider };

    this.secret = new CallbackSecret(this, "Secret", props.secret);
    const { delivery = Delivery.inline(), code } = props;
    const { secret } = this;
    const delivered = delivery.deploy(this, { ...props.function, code, secret, bucket, region });
    this.function = delivered.receiver;
    this.worker = delivered.worker;
    this.sweeper = delivered.sweeper;
    this.inbox = delivered.inbox;
    this.inboxTrigger = delivered.inboxTrigger;
    this.sweepTrigger = delivered.sweepTrigger;
    this.endpoint = ingress.bind(this, this.function);

    if (props.service ?? props.queue ?? props.workflow ?? props.uploads)
      this.service = new MediaService(this, "Service", { ...props.service, ...place });
    if (!props.queue && !props.queues && !props.workflow && !props.uploads) return;
    const reported = {
      ...place,
      callbackUrl: this.callbackUrl,
      // The function too: it has to know a new secret before CI uses it.
      dependsOn: [...delivered.ready, ...(this.service ? [this.service.resource] : [])],
    };
    for (const [name, options] of Object.entries(props.queues ?? {})) {
      const family = name as QueueFamily;
      const service = new MediaService(this, `Service-${family}`, { ...props.service, ...place, family });
      const dependsOn = [...delivered.ready, service.resource];
      this.services[family] = service;
      this.queues[family] = new MediaQueue(this, `Queue-${family}`, { ...options, ...reported, family, dependsOn });
    }
    if (props.queue) this.queue = new MediaQueue(this, "Queue", { ...props.queue, ...reported });
    if (props.workflow) this.workflow = new MediaWorkflow(this, "Workflow", { ...props.workflow, ...reported });
    if (props.uploads) {
      const inherited = { ...props.function, logs: this.function.logs ?? props.function?.logs };
      this.triggers = startJobs(this, "Uploads", { ...props, ...reported, uploads: props.uploads, inherited });
    }
  }

  /** Address to give to CI, secret included; known after apply, sensitive. An error with `Ingress.none()`. */
  public get callbackUrl(): string {
    return (this.#callbackUrl ??= this.secret.callbackUrl(this.endpoint));
  }

  /** Host part of `callbackUrl`. */
  public get callbackDomain(): string {
    return this.endpoint.domain;
  }
}
