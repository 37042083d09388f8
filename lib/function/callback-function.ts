import { Lazy } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ScfFunction } from "#tencentcloud/scf-function";
import { jobKinds, objects, passCiRole, readJobs, submitJobs } from "../access/grants";
import type { BucketRef, ObjectAccess, SubmitJobsOptions } from "../access/grants";
import { Permissions } from "../access/permissions";
import type { FunctionRole, PolicyStatement } from "../access/role";
import { FunctionAlarms } from "../monitoring/alarms";
import { existingTopic, FunctionLogs } from "../monitoring/logs";
import type { LogTopic } from "../monitoring/logs";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf, lazyDependable } from "../terraform/terraform-address";
import { useVendorProvider } from "../terraform/vendor-provider";
import { claimFunction } from "../validation/claims";
import { CallbackSecret } from "./callback-secret";
import { FunctionCapacity } from "./capacity";
import { checkFunction } from "./checks";
import { functionEnvironment } from "./environment";
import { ExistingFunction } from "./existing-function";
import type { CallbackFunctionAttributes, ICallbackFunction } from "./existing-function";
import { functionNameFor, guardFixedSettings, OUT_OF_VPC } from "./fixed-settings";
import type { CallbackFunctionProps } from "./props";
import { FunctionRelease } from "./release";
import { DEFAULT_RUNTIME } from "./runtime";

const LATEST = "$LATEST";

/**
 * A serverless function (SCF) that receives CI's callbacks and runs your code on them. It has no public address by
 * itself: an `Ingress` adds one.
 *
 * @see https://cloud.tencent.com/document/product/583/11637
 */
export class CallbackFunction extends Construct implements ICallbackFunction {
  /** An existing function, for a pipeline or an ingress. Its owner must configure it to accept the secret. */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: CallbackFunctionAttributes,
  ): ICallbackFunction {
    return new ExistingFunction(scope, id, attributes);
  }

  public readonly functionName: string;
  public readonly namespace: string;
  public readonly qualifier: string;
  public readonly timeout: number;
  public readonly takesQueue: boolean;
  /** SHA-256 of the deployed code. */
  public readonly codeHash: string;
  public readonly resource: ScfFunction;
  /** Version and alias; undefined with alias `"$LATEST"`. */
  public readonly release?: FunctionRelease;
  /** Depend on this to run after the alias serves the current code, settings and secret. */
  public readonly released: TerraformResource;
  /** Depend on these before calling the function: `released`, and the policy of its role if anything is granted. */
  public readonly callable: readonly ITerraformDependable[];
  /** Topic of the log; undefined without `logs` and `alarms`. */
  public readonly logs?: LogTopic;
  /** Undefined without `alarms`. */
  public readonly alarms?: FunctionAlarms;
  /** Reserved and provisioned concurrency, retries of events; empty by default. */
  public readonly capacity: FunctionCapacity;
  #secret?: CallbackSecret;
  readonly #permissions: Permissions;

  constructor(scope: Construct, id: string, props: CallbackFunctionProps) {
    super(scope, id);
    useVendorProvider(this, props.vendorProvider);
    const {
      namespace = "default",
      memorySize = 256,
      description = "CI callback handler",
      runtime = DEFAULT_RUNTIME,
      timeout = 30,
      alias = "live",
      asyncRun = false,
      vpc,
      publicNetwork = true,
    } = props;
    const isLogged = props.logs !== undefined || props.alarms !== undefined;
    const { functionName = functionNameFor(this, { asyncRun, vpc, isLogged }) } = props;
    checkFunction(this, { ...props, functionName, alias });
    claimFunction(this, namespace, functionName);

    this.#secret = props.secret;
    this.takesQueue = props.queue !== undefined;
    const code = props.code.bind(this, {
      durable: props.delivery !== undefined,
      queue: this.takesQueue,
    });
    this.codeHash = code.hash;
    this.#permissions = new Permissions(this, {
      existingRole: props.role,
      tags: props.tags,
      onRole: (role) => this.releaseAfter(role),
    });
    this.timeout = timeout;
    this.namespace = namespace;

    this.logs = this.addLogs(props);
    // Every setting that the platform could fill in is set: a setting that it fills in shows as a change in every plan.
    this.resource = new ScfFunction(this, "Resource", {
      name: functionName,
      namespace,
      description,
      handler: code.handler,
      runtime,
      memSize: memorySize,
      timeout,
      zipFile: code.zipFile,
      environment: functionEnvironment(
        this,
        {
          secret: () => this.secret,
          bucket: props.bucket,
          region: props.region,
          delivery: props.delivery,
          queue: props.queue,
        },
        props,
      ),
      enablePublicNet: publicNetwork, // outbound only
      asyncRunEnable: asyncRun ? "TRUE" : undefined,
      vpcId: vpc?.vpcId,
      subnetId: vpc?.subnetId,
      clsLogsetId: this.logs?.logsetId,
      clsTopicId: this.logs?.topicId,
      role: Lazy.stringValue({ produce: () => this.#permissions.roleName }), // grants are added later
      tags: props.tags,
      lifecycle: { ...CREATE_FIRST, postcondition: vpc ? undefined : [OUT_OF_VPC] },
    });
    if (props.functionName !== undefined) guardFixedSettings(this, { function: this.resource, vpc, isLogged });
    this.functionName = this.resource.name;
    this.release = alias === LATEST ? undefined : this.addRelease(alias, props);
    this.qualifier = this.release?.alias.name ?? LATEST;
    this.released = this.release?.alias ?? this.resource;
    const grantedPolicy = (): ITerraformDependable => this.#permissions.attachment ?? this.resource; // grants are added later
    this.callable = this.release ? [this.released] : [this.released, lazyDependable(grantedPolicy)];
    this.capacity = new FunctionCapacity(this, "Capacity", {
      ...props,
      function: this.resource,
      memorySize,
      release: this.release,
    });
    this.alarms = this.addAlarms(props);
    if (props.verify === "readback") this.grantReadJobs({ bucket: props.bucket!, region: props.region });
  }

  /** Secret that a callback's URL must carry. Without one in the properties, it is created at the first access. */
  public get secret(): CallbackSecret {
    return (this.#secret ??= new CallbackSecret(this, "Secret"));
  }

  /** The function's new role; undefined while nothing is granted, and with an existing role. */
  public get role(): FunctionRole | undefined {
    return this.#permissions.role;
  }

  /** Everything that was granted, for the owner of an existing role. */
  public get policyStatements(): readonly PolicyStatement[] {
    return this.#permissions.statements;
  }

  /** Allows the function to call an action. No effect on an existing role, which its owner must extend. */
  public grant(statement: PolicyStatement): void {
    this.#permissions.grant(statement);
  }

  /** Allows the function to read the jobs and workflow runs of a bucket: `ctx.ci.getJob`, `ctx.ci.getExecution`. */
  public grantReadJobs(ref: BucketRef): void {
    this.grant(readJobs(ref));
  }

  /**
   * Allows the function to submit jobs for a bucket: `ctx.ci.submitJob`. CI requires that sub-accounts may pass CI's
   * own role to it, whose name contains the number (UIN) of the account's owner. CI's pages do not say whether a
   * function's role needs that permission too.
   */
  public grantSubmitJobs(ref: BucketRef, { ownerUin, ...jobs }: SubmitJobsOptions = {}): void {
    this.grant(submitJobs(ref, jobKinds(jobs)));
    if (ownerUin !== undefined) this.grant(passCiRole(ownerUin));
  }

  /** Allows the function to read, write, delete or list the objects of a bucket under a prefix. */
  public grantObjects(ref: BucketRef, access: readonly ObjectAccess[], prefix = ""): void {
    this.grant(objects(ref, access, prefix));
  }

  /** New code may need a new permission, so the alias moves to the new code after the role has its policy. */
  private releaseAfter({ attachment }: FunctionRole): void {
    if (!this.release) return;
    const { alias } = this.release;
    alias.dependsOn = [...(alias.dependsOn ?? []), addressOf(attachment)];
  }

  private addLogs({ logs, alarms, tags }: CallbackFunctionProps): LogTopic | undefined {
    if (!logs && !alarms) return undefined;
    return existingTopic(this, logs) ?? new FunctionLogs(this, "Logs", { ...logs, tags });
  }

  private addRelease(alias: string, { canary, provisionedInstances }: CallbackFunctionProps): FunctionRelease {
    const { resource: fn, codeHash } = this;
    return new FunctionRelease(this, "Release", { function: fn, codeHash, alias, canary, provisionedInstances });
  }

  private addAlarms({ alarms, delivery, queue }: CallbackFunctionProps): FunctionAlarms | undefined {
    if (!alarms) return undefined;
    const { functionName, logs } = this;
    const givesUp = delivery ? ["worker", "submitter"].includes(delivery.role) : queue !== undefined;
    return new FunctionAlarms(this, "Alarms", { ...alarms, functionName, topic: logs!, givesUp });
  }
}
