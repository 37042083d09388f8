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
import { checkGiven } from "./validation/check";
import { ValidationError } from "./validation/errors";
import type { ICallbackFunction } from "./function/existing-function";
import { NoIngress } from "./ingress/existing";
import { Ingress } from "./ingress/ingress";
import type { IngressEndpoint } from "./ingress/endpoint";
import type { QueueFamily } from "./media/family";
import { MediaQueue } from "./media/queue";
import { MediaService } from "./media/service";
import { MediaWorkflow } from "./media/workflow";
import type { CiCallbackPipelineProps } from "./pipeline-props";
import type { TerraformData } from "./terraform/terraform-data";
import type { JobTrigger } from "./uploads/job-trigger";
import type { UploadJob } from "./uploads/job-type";
import { startJobs } from "./uploads/uploads";
import { regionOf, useVendorProvider } from "./terraform/vendor-provider";

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
  /** What the callback URL carries. */
  public readonly secret: ICallbackSecret;
  /** What CI calls: `function`, or the existing one. */
  public readonly target: ICallbackFunction;
  /** Looks after the inbox; absent with inline delivery. */
  public readonly sweeper?: CallbackFunction;
  /** Where callbacks wait; absent with inline delivery. */
  public readonly inbox?: Inbox;
  /** Starts the worker for what comes into the inbox; absent with inline delivery. */
  public readonly inboxTrigger?: ScfTrigger;
  /** What the inbox's trigger is replaced with when it changes. */
  public readonly inboxTriggerIdentity?: TerraformData;
  /** Starts the sweeper; absent with inline delivery. */
  public readonly sweepTrigger?: ScfTrigger;
  public readonly endpoint: IngressEndpoint;
  /** Media processing; absent without `service`, `queue`, `workflow` and `uploads`. */
  public readonly service?: MediaService;
  /** Absent without `queue`. */
  public readonly queue?: MediaQueue;
  /** Queues of further services, by family. */
  public readonly queues: Partial<Record<QueueFamily, MediaQueue>> = {};
  /** Services of the queues in `queues`, of the jobs in `uploads` and of the workflow's nodes, other than `service`. */
  public readonly services: Partial<Record<QueueFamily, MediaService>> = {};
  /** Absent without `workflow`. */
  public readonly workflow?: MediaWorkflow;
  /** What starts jobs on uploads, in the order of `uploads`. */
  public readonly triggers: readonly JobTrigger[] = [];
  readonly #made?: DeployedDelivery;
  #callbackUrl?: string;

  constructor(scope: Construct, id: string, given: CiCallbackPipelineProps) {
    super(scope, id);
    useVendorProvider(this, given.vendorProvider);
    const props = { ...given, region: given.region ?? regionOf(given.vendorProvider) };
    const { bucket, region, provider, ingress = Ingress.functionUrl() } = props;
    checkGiven(this, "Bucket", bucket);
    const place = { bucket, region, provider, dependsOn: props.dependsOn };

    this.#made = props.existingFunction ? this.refuseFunctionProps(props) : this.deploy(props);
    this.target = props.existingFunction ?? this.#made!.receiver;
    this.secret = this.target.secret;
    this.sweeper = this.#made?.sweeper;
    this.inbox = this.#made?.inbox;
    this.inboxTrigger = this.#made?.inboxTrigger;
    this.inboxTriggerIdentity = this.#made?.inboxTriggerIdentity;
    this.sweepTrigger = this.#made?.sweepTrigger;
    this.endpoint = ingress.bind(this, this.target);

    if (props.service ?? props.queue ?? props.workflow ?? props.uploads)
      this.service = new MediaService(this, "Service", { ...props.service, ...place });
    for (const family of furtherFamilies(props)) {
      this.services[family] = new MediaService(this, `Service-${family}`, { ...props.service, ...place, family });
    }
    if (!props.queue && !props.queues && !props.workflow && !props.uploads) return;
    // The function too: it has to know a new secret before CI uses it.
    const ready = [...(this.#made?.ready ?? this.readyInThisStack()), ...(this.endpoint.dependsOn ?? [])];
    const dependsOn = [...ready, ...(this.service ? [this.service.resource] : [])];
    const isReported = props.queue ?? props.queues ?? props.workflow ?? !(this.endpoint instanceof NoIngress);
    const reported = { ...place, callbackUrl: isReported ? this.callbackUrl : undefined, dependsOn };
    for (const [name, options] of Object.entries(props.queues ?? {})) {
      const family = name as QueueFamily;
      const own = { family, dependsOn: [...ready, this.services[family]!.resource] };
      this.queues[family] = new MediaQueue(this, `Queue-${family}`, { ...options, ...reported, ...own });
    }
    if (props.queue) this.queue = new MediaQueue(this, "Queue", { ...props.queue, ...reported });
    if (props.workflow) {
      const ofNodes = nodeFamilies(props.workflow).flatMap((family) => this.services[family]?.resource ?? []);
      const own = { dependsOn: [...dependsOn, ...ofNodes] };
      this.workflow = new MediaWorkflow(this, "Workflow", { ...props.workflow, ...reported, ...own });
    }
    if (props.uploads) {
      const inherited = { ...props.function, logs: this.#made?.receiver.logs ?? props.function?.logs };
      const services = [this.service, ...Object.values(this.services)].flatMap((service) => service?.resource ?? []);
      this.triggers = startJobs(this, "Uploads", {
        ...{ ...props, ...reported, inherited },
        uploads: props.uploads,
        dependsOn: [...ready, ...services],
      });
    }
  }

  /** The function that CI calls; an error with `existingFunction`, whose owner has it. */
  public get function(): CallbackFunction {
    return this.#deployed().receiver;
  }

  /**
   * The function that runs the user's code, and that is to be granted what it needs; `function` with inline delivery. An
   * error with `existingFunction`, whose owner has it.
   */
  public get worker(): CallbackFunction {
    return this.#deployed().worker;
  }

  /** Address to give to CI, secret included; known after apply, sensitive. An error with `Ingress.none()`. */
  public get callbackUrl(): string {
    return (this.#callbackUrl ??= this.secret.callbackUrl(this.endpoint));
  }

  /** Host part of `callbackUrl`. */
  public get callbackDomain(): string {
    return this.endpoint.domain;
  }

  #deployed(): DeployedDelivery {
    if (this.#made) return this.#made;
    throw new ValidationError("Function of the pipeline exists already (got existingFunction): ask its owner", this);
  }

  private deploy({ code, bucket, region, delivery = Delivery.inline(), ...props }: CiCallbackPipelineProps) {
    if (!code) {
      throw new ValidationError("Pipeline must have code or an existing function (got neither): give code", this);
    }
    const secret = new CallbackSecret(this, "Secret", { ...props.secret, provider: props.provider });
    const jobTypes = (props.uploads ?? [])
      .flatMap(({ job }) => [job].flat() as readonly UploadJob[])
      .map(({ tag }) => tag);
    return delivery.deploy(this, { ...props.function, code, secret, bucket, region }, jobTypes);
  }

  private refuseFunctionProps({ code, delivery, secret, function: options }: CiCallbackPipelineProps): undefined {
    const given = Object.entries({ code, delivery, secret, function: options }).filter(
      ([, value]) => value !== undefined,
    );
    if (given.length === 0) return undefined;
    const names = given.map(([name]) => name).join(", ");
    throw new ValidationError(
      `Pipeline must have an existing function or what makes one (got existingFunction and ${names}): leave one out`,
      this,
    );
  }

  /** A resource of another stack cannot be depended on; that stack is applied before this one. */
  private readyInThisStack(): ITerraformDependable[] {
    const { ready, callable = ready ? [ready] : [] } = this.target;
    return ready && TerraformStack.of(ready) === TerraformStack.of(this) ? [...callable] : [];
  }
}

/** Services that queues, the jobs of uploads and the nodes of the workflow need, beside media processing. */
function furtherFamilies({ queues = {}, uploads = [], workflow }: CiCallbackPipelineProps): Set<QueueFamily> {
  const ofJobs = uploads.flatMap(({ job }) => [job ?? []].flat().map(({ service }) => service));
  const families = new Set([...(Object.keys(queues) as QueueFamily[]), ...ofJobs, ...nodeFamilies(workflow)]);
  families.delete("media");
  return families;
}

/** Services that run the nodes of a workflow, most of which are called like a type of job. */
function nodeFamilies(workflow: CiCallbackPipelineProps["workflow"]): QueueFamily[] {
  const types = Object.values(workflow?.topology?.nodes ?? {}).map(({ type }) => type);
  return [...new Set(types.map((type) => jobKindOf(type).service))];
}
