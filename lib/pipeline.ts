import { TerraformStack } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { jobKindOf } from "../api/job-types";
import type { ScfTrigger } from "#tencentcloud/scf-trigger";
import type { CallbackFunction } from "./function/callback-function";
import { CallbackSecret } from "./function/callback-secret";
import type { ICallbackSecret } from "./function/callback-secret";
import { Delivery } from "./delivery/delivery";
import type { DeployedDelivery } from "./delivery/deployed";
import type { Inbox } from "./delivery/inbox";
import { checkPresent } from "./validation/check";
import { ValidationError } from "./validation/errors";
import type { ICallbackFunction } from "./function/existing-function";
import { NoIngress } from "./ingress/existing";
import { Ingress } from "./ingress/ingress";
import type { IngressEndpoint } from "./ingress/endpoint";
import type { MediaBucketProps } from "./media/bucket";
import type { QueueFamily } from "./media/family";
import type { NotificationProps } from "./media/notification";
import { MediaQueue } from "./media/queue";
import { MediaService } from "./media/service";
import { MediaWorkflow } from "./media/workflow";
import type { CiCallbackPipelineProps } from "./pipeline-props";
import { moveFromPath } from "./terraform/moves";
import type { TerraformData } from "./terraform/terraform-data";
import type { JobTrigger } from "./uploads/job-trigger";
import type { UploadJob } from "./uploads/job-type";
import { startJobs } from "./uploads/uploads";
import { regionOf, useVendorProvider } from "./terraform/vendor-provider";

/**
 * Everything that turns a finished CI job into a call of your function: function, ingress, secret, and the
 * bucket's queue or a workflow that reports to the callback URL.
 *
 * Without `queue`, `queues`, `workflow` and `uploads`, only jobs that name `callbackUrl` themselves report.
 *
 * @example
 * new CiCallbackPipeline(this, "Media", {
 *   bucket: "media-1250000000",
 *   code: CallbackCode.fromEntry("on-media.ts"),
 *   queue: {},
 * });
 */
export class CiCallbackPipeline extends Construct {
  /** The function that CI calls: `function`, or the existing one. */
  public readonly target: ICallbackFunction;
  /** Retries and expires entries of the inbox. Undefined with inline delivery. */
  public readonly sweeper?: CallbackFunction;
  /** Bucket and prefix where callbacks wait. Undefined with inline delivery. */
  public readonly inbox?: Inbox;
  /** Starts the worker for each object in the inbox. Undefined with inline delivery. */
  public readonly inboxTrigger?: ScfTrigger;
  /** Replaced when name or prefix of the inbox change; forces replacement of `inboxTrigger`. */
  public readonly inboxTriggerIdentity?: TerraformData;
  /** Starts the sweeper. Undefined with inline delivery. */
  public readonly sweepTrigger?: ScfTrigger;
  public readonly endpoint: IngressEndpoint;
  /** Media processing. Undefined without `service`, `queue`, `workflow` and `uploads`. */
  public readonly service?: MediaService;
  /** Undefined without `queue`. */
  public readonly queue?: MediaQueue;
  /** Queues of further services, by service. */
  public readonly queues: Partial<Record<QueueFamily, MediaQueue>>;
  /**
   * Services, other than `service`, of the queues in `queues`, of the jobs in `uploads` and of the workflow's nodes.
   */
  public readonly services: Partial<Record<QueueFamily, MediaService>>;
  /** Undefined without `workflow`. */
  public readonly workflow?: MediaWorkflow;
  /** The triggers that start jobs on uploads, in the order of `uploads`. */
  public readonly triggers: readonly JobTrigger[];
  readonly #deployed?: DeployedDelivery;
  #callbackUrl?: string;

  constructor(scope: Construct, id: string, { region, ...options }: CiCallbackPipelineProps) {
    super(scope, id);
    if (options.movedFrom !== undefined) moveFromPath(this, options.movedFrom);
    useVendorProvider(this, options.vendorProvider);
    checkPresent(this, "Bucket", options.bucket);
    const props = { ...options, region: region ?? regionOf(options.vendorProvider) };

    this.#deployed = props.existingFunction ? this.refuseFunctionProps(props) : this.addFunctions(props);
    this.target = props.existingFunction ?? this.#deployed!.receiver;
    this.sweeper = this.#deployed?.sweeper;
    this.inbox = this.#deployed?.inbox;
    this.inboxTrigger = this.#deployed?.inboxTrigger;
    this.inboxTriggerIdentity = this.#deployed?.inboxTriggerIdentity;
    this.sweepTrigger = this.#deployed?.sweepTrigger;
    this.endpoint = ingressOf(props).bind(this, this.target, { region: props.region });
    this.service = this.addService(props);
    this.services = this.addFurtherServices(props);
    this.queues = this.addFurtherQueues(props);
    this.queue = this.addQueue(props);
    this.workflow = this.addWorkflow(props);
    this.triggers = this.addUploads(props);
  }

  /** The function that CI calls. Throws with `existingFunction`: its owner has the construct. */
  public get function(): CallbackFunction {
    return this.requireDeployed().receiver;
  }

  /**
   * The function that runs your code; grant permissions to this one. With inline delivery it is `function`. Throws with
   * `existingFunction`: its owner has the construct.
   */
  public get worker(): CallbackFunction {
    return this.requireDeployed().worker;
  }

  /** The secret in the callback URL. Throws with `Ingress.kafka()`, which has none. */
  public get secret(): ICallbackSecret {
    if (!this.endpoint.kafka) return this.target.secret;
    throw new ValidationError("Ingress.kafka() has no secret: every message of the topic is trusted", this);
  }

  /** Address for CI, secret included. Known after apply, sensitive. Throws with `Ingress.none()` and `Ingress.kafka()`. */
  public get callbackUrl(): string {
    return (this.#callbackUrl ??= this.secret.callbackUrl(this.endpoint));
  }

  /** Host part of `callbackUrl`. */
  public get callbackDomain(): string {
    return this.endpoint.domain;
  }

  private requireDeployed(): DeployedDelivery {
    if (this.#deployed) return this.#deployed;
    throw new ValidationError(
      "Function of the pipeline must be its own (got existingFunction): use the construct that owns it",
      this,
    );
  }

  private refuseFunctionProps({ code, delivery, secret, function: options }: CiCallbackPipelineProps): undefined {
    const excluded = Object.entries({ code, delivery, secret, function: options }).filter(
      ([, value]) => value !== undefined,
    );
    if (excluded.length === 0) return undefined;
    const names = excluded.map(([name]) => name).join(", ");
    throw new ValidationError(
      `Pipeline must have an existing function or options for a new one (got existingFunction and ${names}): leave one out`,
      this,
    );
  }

  private addFunctions(props: CiCallbackPipelineProps): DeployedDelivery {
    const { code, bucket, region, provider, delivery = Delivery.inline(), uploads = [] } = props;
    if (!code) {
      throw new ValidationError("Pipeline must have code or an existing function (got neither): give code", this);
    }
    const { queue } = ingressOf(props);
    if (queue && props.secret) {
      throw new ValidationError("Secret must be left out with Ingress.kafka() (got one): a topic has none", this);
    }
    const secret = queue ? undefined : new CallbackSecret(this, "Secret", { ...props.secret, provider });
    const jobTypes = uploads.flatMap(({ job }) => [job].flat() as readonly UploadJob[]).map(({ tag }) => tag);
    return delivery.deploy(this, { ...props.function, code, secret, bucket, region, queue }, jobTypes);
  }

  private addService(props: CiCallbackPipelineProps): MediaService | undefined {
    if (!(props.service ?? props.queue ?? props.workflow ?? props.uploads)) return undefined;
    return new MediaService(this, "Service", { ...props.service, ...bucketOf(props), dependsOn: props.dependsOn });
  }

  private addFurtherServices(props: CiCallbackPipelineProps): Partial<Record<QueueFamily, MediaService>> {
    const options = { ...props.service, ...bucketOf(props), dependsOn: props.dependsOn };
    const services = [...furtherFamilies(props)].map((family) => [
      family,
      new MediaService(this, `Service-${family}`, { ...options, family }),
    ]);
    return Object.fromEntries(services) as Partial<Record<QueueFamily, MediaService>>;
  }

  private addFurtherQueues({
    queues = {},
    ...props
  }: CiCallbackPipelineProps): Partial<Record<QueueFamily, MediaQueue>> {
    const added = Object.entries(queues).map(([name, options]) => {
      const family = name as QueueFamily;
      const dependsOn = this.dependencies([this.services[family]]);
      const settings = { ...options, ...bucketOf(props), family, ...this.receiver(), dependsOn };
      return [family, new MediaQueue(this, `Queue-${family}`, settings)];
    });
    return Object.fromEntries(added) as Partial<Record<QueueFamily, MediaQueue>>;
  }

  private addQueue({ queue, ...props }: CiCallbackPipelineProps): MediaQueue | undefined {
    if (!queue) return undefined;
    const dependsOn = this.dependencies([this.service]);
    return new MediaQueue(this, "Queue", { ...queue, ...bucketOf(props), ...this.receiver(), dependsOn });
  }

  private addWorkflow({ workflow, ...props }: CiCallbackPipelineProps): MediaWorkflow | undefined {
    if (!workflow) return undefined;
    const nodeServices = nodeFamilies(workflow).map((family) => this.services[family]);
    const dependsOn = this.dependencies([this.service, ...nodeServices]);
    return new MediaWorkflow(this, "Workflow", { ...workflow, ...bucketOf(props), ...this.receiver(), dependsOn });
  }

  private addUploads({ uploads, ...props }: CiCallbackPipelineProps): readonly JobTrigger[] {
    if (!uploads) return [];
    return startJobs(this, "Uploads", {
      ...bucketOf(props),
      uploads,
      submitter: props.submitter,
      inherited: { ...props.function, logs: this.#deployed?.receiver.logs ?? props.function?.logs },
      ...(this.endpoint instanceof NoIngress ? {} : this.receiver()),
      dependsOn: this.dependencies([this.service, ...Object.values(this.services)]),
    });
  }

  /**
   * Dependencies of a resource that sets a receiver at CI: function, ingress, and the services that run the jobs. The
   * function must accept a new secret before CI uses it.
   */
  private dependencies(services: readonly (MediaService | undefined)[]): ITerraformDependable[] {
    return [
      ...(this.#deployed?.callable ?? this.callableInThisStack()),
      ...(this.endpoint.dependsOn ?? []),
      ...services.flatMap((service) => service?.resource ?? []),
    ];
  }

  /** The receiver of queues, workflow and jobs. */
  private receiver(): Pick<NotificationProps, "callbackUrl" | "kafka"> {
    const { kafka } = this.endpoint;
    return kafka ? { kafka } : { callbackUrl: this.callbackUrl };
  }

  /** A resource of another stack cannot be a dependency; Terraform applies that stack before this one. */
  private callableInThisStack(): ITerraformDependable[] {
    const { released, callable = released ? [released] : [] } = this.target;
    return released && TerraformStack.of(released) === TerraformStack.of(this) ? [...callable] : [];
  }
}

function ingressOf({ ingress = Ingress.functionUrl() }: CiCallbackPipelineProps): Ingress {
  return ingress;
}

/** Bucket, region and provider that every resource of CI gets. */
function bucketOf({ bucket, region, provider }: CiCallbackPipelineProps): MediaBucketProps {
  return { bucket, region, provider };
}

/** Services that queues, jobs of uploads and nodes of the workflow need, besides media processing. */
function furtherFamilies({ queues = {}, uploads = [], workflow }: CiCallbackPipelineProps): Set<QueueFamily> {
  const jobFamilies = uploads.flatMap(({ job }) => [job ?? []].flat().map(({ service }) => service));
  const families = new Set([...(Object.keys(queues) as QueueFamily[]), ...jobFamilies, ...nodeFamilies(workflow)]);
  families.delete("media");
  return families;
}

/** Services that run the nodes of a workflow. Most node types are named like a job type. */
function nodeFamilies(workflow: CiCallbackPipelineProps["workflow"]): QueueFamily[] {
  const types = Object.values(workflow?.topology?.nodes ?? {}).map(({ type }) => type);
  return [...new Set(types.map((type) => jobKindOf(type).service))];
}
