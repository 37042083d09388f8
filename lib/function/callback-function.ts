import { Lazy } from "cdktf";
import type { ITerraformDependable, TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ScfFunction } from "#tencentcloud/scf-function";
import type { CallbackCode } from "../code/callback-code";
import type { CallbackFunctionOptions } from "./options";
import { CallbackSecret } from "./callback-secret";
import { claimFunction } from "../validation/claims";
import { ExistingFunction } from "./existing-function";
import type { CallbackFunctionAttributes, ICallbackFunction } from "./existing-function";
import { FunctionRelease } from "./release";
import { FunctionAlarms } from "../monitoring/alarms";
import { FunctionCapacity } from "./capacity";
import { checkFunction } from "./checks";
import { functionNameFor, OUT_OF_VPC } from "./fixed-settings";
import { functionEnvironment } from "./environment";
import type { FunctionDelivery } from "./environment";
import { existingTopic, FunctionLogs } from "../monitoring/logs";
import type { LogTopic } from "../monitoring/logs";
import { FunctionRole } from "../access/role";
import { DEFAULT_RUNTIME } from "./runtime";
import type { PolicyStatement } from "../access/role";
import { jobKinds, objects, passCiRole, readJobs, submitJobs } from "../access/grants";
import type { BucketRef, ObjectAccess, SubmitJobsOptions } from "../access/grants";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf, laterOf } from "../terraform/terraform-address";
import { useVendorProvider } from "../terraform/vendor-provider";

const LATEST = "$LATEST";

/** Properties of `CallbackFunction`. */
export interface CallbackFunctionProps extends CallbackFunctionOptions {
  /** What the function runs. */
  readonly code: CallbackCode;

  /**
   * The secret that a callback's URL must carry.
   *
   * @default - a new one, at rotation 0
   */
  readonly secret?: CallbackSecret;

  /**
   * Bucket whose jobs report, with the APPID: what `ctx.ci` works on, and what `verify: "readback"` asks for.
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
   * The function's part in durable delivery, as `Delivery.durable()` hands them out.
   *
   * @default - none: it runs the user's code when it is called
   */
  readonly delivery?: FunctionDelivery;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region.
   *
   * @default - the stack's
   */
  readonly vendorProvider?: TerraformProvider;

  /**
   * Whether the platform runs events on its own, with a status to ask for in place of an answer, as a step of a workflow
   * waits for. CI wants that status tracked too, which is to be turned on in the console: Terraform's provider cannot. Not
   * for what CI calls. Fixed when the function is made, so its name ends with `-async`: a `functionName` of yours too.
   *
   * @default - as the platform makes functions: it answers
   */
  readonly asyncRun?: boolean;
}

/**
 * A serverless function (SCF) that receives CI's callbacks and runs the user's code on them. It has no public address
 * by itself: that is what an `Ingress` gives.
 *
 * @see https://cloud.tencent.com/document/product/583/11637
 */
export class CallbackFunction extends Construct implements ICallbackFunction {
  /** A function that exists, for a pipeline or an ingress; its owner has to see to it that it accepts the secret. */
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
  /** SHA-256 of the deployed code. */
  public readonly codeHash: string;
  public readonly resource: ScfFunction;
  /** Version and alias; absent with alias `"$LATEST"`. */
  public readonly release?: FunctionRelease;
  /** What exists only once callers meet the current code, settings and secret: theirs to depend on. */
  public readonly ready: TerraformResource;
  /** What must exist before the function is called: `ready`, and the policy of its role once something is granted. */
  public readonly callable: readonly ITerraformDependable[];
  /** Where the log goes; absent without `logs` and `alarms`. */
  public readonly logs?: LogTopic;
  /** Absent without `alarms`. */
  public readonly alarms?: FunctionAlarms;
  /** Reserved and provisioned concurrency, repetition of events; empty where none is asked for. */
  public readonly capacity: FunctionCapacity;
  #secret?: CallbackSecret;
  readonly #existingRole?: string;
  readonly #tags?: Record<string, string>;
  readonly #statements: PolicyStatement[] = [];
  #role?: FunctionRole;

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
      canary,
      vpc,
      publicNetwork = true,
    } = props;
    const isLogged = props.logs !== undefined || props.alarms !== undefined;
    const { functionName = functionNameFor(this, { asyncRun, vpc, isLogged }) } = props;
    checkFunction(this, { ...props, functionName, alias });
    claimFunction(this, namespace, functionName);

    this.#secret = props.secret;
    const code = props.code.bind(this, { durable: props.delivery !== undefined });
    this.codeHash = code.hash;
    this.#existingRole = props.role;
    this.#tags = props.tags;
    this.timeout = timeout;
    this.namespace = namespace;

    this.logs = this.logTopic(props);

    // Everything that the platform would fill in by itself is given: what it fills in shows as a change in every plan.
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
        { secret: () => this.secret, bucket: props.bucket, region: props.region, delivery: props.delivery },
        props,
      ),
      enablePublicNet: publicNetwork, // outgoing only
      asyncRunEnable: asyncRun ? "TRUE" : undefined,
      vpcId: vpc?.vpcId,
      subnetId: vpc?.subnetId,
      clsLogsetId: this.logs?.logsetId,
      clsTopicId: this.logs?.topicId,
      role: Lazy.stringValue({ produce: () => props.role ?? this.#role?.roleName }), // grants come later
      tags: props.tags,
      lifecycle: { ...CREATE_FIRST, postcondition: vpc ? undefined : [OUT_OF_VPC] },
    });
    this.functionName = this.resource.name;
    if (alias !== LATEST) {
      const { resource: fn, codeHash } = this;
      const { provisionedInstances } = props;
      this.release = new FunctionRelease(this, "Release", {
        ...{ function: fn, codeHash, alias, canary, provisionedInstances },
      });
    }
    this.qualifier = this.release?.alias.name ?? LATEST;
    this.ready = this.release?.alias ?? this.resource;
    const granted = (): ITerraformDependable => this.#role?.attachment ?? this.resource; // grants come later
    this.callable = this.release ? [this.ready] : [this.ready, laterOf(granted)];
    this.capacity = new FunctionCapacity(this, "Capacity", {
      ...props,
      function: this.resource,
      memorySize,
      release: this.release,
    });
    if (props.alarms) {
      const { functionName, logs } = this;
      const givesUp = ["worker", "submitter"].includes(props.delivery?.role ?? "");
      this.alarms = new FunctionAlarms(this, "Alarms", { ...props.alarms, functionName, topic: logs!, givesUp });
    }
    if (props.verify === "readback") this.grantReadJobs({ bucket: props.bucket!, region: props.region });
  }

  /** What a callback's URL must carry; made when it is first asked for, if none was given. */
  public get secret(): CallbackSecret {
    return (this.#secret ??= new CallbackSecret(this, "Secret"));
  }

  /** The role that was made for the function; absent while nothing is granted, and with a role of the user's. */
  public get role(): FunctionRole | undefined {
    return this.#role;
  }

  /** What was granted, for the owner of an existing role. */
  public get policyStatements(): readonly PolicyStatement[] {
    return this.#statements;
  }

  /** Lets the function do something. Without effect on an existing role, which its owner has to extend. */
  public grant(statement: PolicyStatement): void {
    this.#statements.push(statement);
    if (this.#existingRole !== undefined) return;
    this.#role ??= this.newRole();
    this.#role.add(statement);
  }

  /** Lets the function read the jobs and workflow runs of a bucket: `ctx.ci.getJob`, `ctx.ci.getExecution`. */
  public grantReadJobs(ref: BucketRef): void {
    this.grant(readJobs(ref));
  }

  /**
   * Lets the function submit jobs for a bucket: `ctx.ci.submitJob`. CI demands of sub-accounts that they may pass it its
   * own role, for which it takes the number (UIN) of the account's owner; whether of a function's role too is not
   * documented.
   */
  public grantSubmitJobs(ref: BucketRef, { ownerUin, ...jobs }: SubmitJobsOptions = {}): void {
    this.grant(submitJobs(ref, jobKinds(jobs)));
    if (ownerUin !== undefined) this.grant(passCiRole(ownerUin));
  }

  /** Lets the function read, write, delete or list the objects of a bucket under a prefix. */
  public grantObjects(ref: BucketRef, access: readonly ObjectAccess[], prefix = ""): void {
    this.grant(objects(ref, access, prefix));
  }

  /** Callers must meet no code that may not do yet what it was granted. */
  private newRole(): FunctionRole {
    const role = new FunctionRole(this, "Role", { tags: this.#tags });
    if (this.release) {
      const { alias } = this.release;
      alias.dependsOn = [...(alias.dependsOn ?? []), addressOf(role.attachment)];
    }
    return role;
  }

  private logTopic({ logs, alarms, tags }: CallbackFunctionProps): LogTopic | undefined {
    if (!logs && !alarms) return undefined;
    return existingTopic(this, logs) ?? new FunctionLogs(this, "Logs", { ...logs, tags });
  }
}
