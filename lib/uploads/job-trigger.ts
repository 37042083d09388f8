import { Fn, Op, Token } from "cdktf";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { ScfTrigger } from "#tencentcloud/scf-trigger";
import { claimTrigger } from "../validation/bucket-events";
import { CallbackFunction } from "../function/callback-function";
import type { CallbackFunctionOptions } from "../function/options";
import { checkGiven, checkInteger, checkOneOf, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { listJobs, passCiRole, submitJobs } from "../access/grants";
import { jsonTemplate } from "../terraform/json-template";
import type { NotificationProps, ResultFormat } from "../media/notification";
import { operand } from "../terraform/operand";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { requireRegion, useVendorProvider } from "../terraform/vendor-provider";
import type { UploadJob } from "./job-type";
import { claimOutputs, withPlace } from "./outputs";
import { jobReceiver } from "./receiver";
import { SubmissionRecord } from "./submission-record";
import { SubmitterCode } from "./submitter-code";

const MAX_JOBS = 10;

/** The first call of the function and two repeats, the limit of an account. */
const MAX_ATTEMPTS = 3;

/** Time for a few calls to COS and CI, each of which may be slow. */
const TIMEOUT_S = 60;

/** What the environment, 4 KB in all, has for the jobs. */
const MAX_RULE_BYTES = 3000;

/** Seconds that the platform goes on trying with an upload: longer than any of its claims. */
const EVENT_AGE_S = 21_600;

/** Options of the functions that start jobs. */
export type SubmitterOptions = Pick<
  CallbackFunctionOptions,
  | ("namespace" | "alias" | "runtime" | "memorySize" | "vpc" | "publicNetwork" | "role" | "tags")
  | ("logs" | "alarms" | "logLevel" | "reservedMemory")
>;

/** Which uploads start which jobs. */
export interface UploadOptions {
  /** What the names of the uploads begin with, such as `videos/`; `""` is the whole bucket. */
  readonly prefix: string;

  /**
   * Extensions such as `mp4`, in upper or lower case.
   *
   * @default - all
   */
  readonly extensions?: readonly string[];

  /** What CI does on each upload: one job or several, at most 10. */
  readonly job: UploadJob | readonly UploadJob[];

  /**
   * How CI writes the callbacks of these jobs. Handlers see the same event either way.
   *
   * @default "JSON"
   */
  readonly resultFormat?: ResultFormat;

  /**
   * Attempts to submit a job until it is given up, from 1 to 3: the platform repeats an event twice at most. It makes the
   * next attempt a minute or so later.
   *
   * @default 3
   */
  readonly attempts?: number;
}

/** Properties of `JobTrigger`. */
export interface JobTriggerProps
  extends UploadOptions, Pick<NotificationProps, "callbackUrl" | "messageQueue" | "kafka"> {
  /** Full name of the bucket, with the APPID. */
  readonly bucket: string;
  /** Region of the bucket, and of the function: COS starts no others. */
  readonly region: string;

  /**
   * Where submissions are written down.
   *
   * @default - a bucket is made
   */
  readonly record?: SubmissionRecord;

  /**
   * Settings of the function that submits.
   *
   * @default - those of `CallbackFunction`, with 128 MB
   */
  readonly submitter?: SubmitterOptions;

  /**
   * Number (UIN) of the account's owner. The function may then pass CI's own role to CI, which CI demands of
   * sub-accounts; whether of a function's role too is not documented.
   *
   * @default - it may not
   */
  readonly ownerUin?: string;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region.
   *
   * @default - the stack's
   */
  readonly vendorProvider?: TerraformProvider;

  /** What must exist before the first upload counts. @default - what the properties refer to */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Starts CI jobs on uploads: a trigger of COS and a small function that submits, once for every version of an object.
 * Without a receiver of their own, the jobs report where their queue does.
 *
 * One function for each prefix: Terraform's provider tells triggers of a function apart by the bucket alone.
 *
 * @see docs/uploads.md
 */
export class JobTrigger extends Construct {
  /** The function that submits. */
  public readonly function: CallbackFunction;
  public readonly record: SubmissionRecord;
  public readonly trigger: ScfTrigger;
  /** What the trigger is replaced with when it changes. */
  public readonly identity: TerraformData;

  constructor(scope: Construct, id: string, props: JobTriggerProps) {
    super(scope, id);
    useVendorProvider(this, props.vendorProvider);
    const { bucket, region, prefix, extensions = [], resultFormat = "JSON", attempts = 3, dependsOn = [] } = props;
    const place = { bucket, region, prefix };
    const jobs = [props.job].flat() as readonly UploadJob[];
    this.check(props, jobs);
    requireRegion(this, "Bucket of the uploads", region);
    claimTrigger(this, bucket, prefix);

    const { tags } = props.submitter ?? {};
    this.record = props.record ?? new SubmissionRecord(this, "Record", { mediaBucket: bucket, tags });
    const rule = {
      ...{ prefix, extensions: extensions.map((name) => name.toLowerCase()), format: resultFormat, attempts },
      receiver: jobReceiver(this, props),
      jobs: jobs.map((job) => {
        const { operation, ...request } = job.render(this);
        const placed = withPlace(operation, place);
        claimOutputs(this, job.tag, placed, place);
        return { ...request, tag: job.tag, path: job.kind.path, operation: placed };
      }),
    };
    this.function = new CallbackFunction(this, "Function", {
      ...{ memorySize: 128, ...props.submitter, bucket, region, timeout: TIMEOUT_S },
      description: "Starts CI jobs on uploads",
      code: new SubmitterCode(),
      asyncRetry: {
        attempts: isKnown(attempts) ? attempts - 1 : Token.asNumber(Op.sub(attempts, 1)),
        maxAge: EVENT_AGE_S,
      },
      delivery: { role: "submitter", settings: this.settings(jsonTemplate(rule), props.callbackUrl) },
    });
    this.grant(props, jobs);
    const triggerDesc = jsonTemplate({ event: "cos:ObjectCreated:*", filter: { Prefix: prefix, Suffix: "" } });
    const triggerName = `${bucket}.cos.${region}.myqcloud.com`; // the only name that the provider takes
    // The provider takes another name for a change in place, and sends nothing; the platform may refuse other changes.
    this.identity = new TerraformData(this, "Identity", { input: { triggerName, triggerDesc } });
    this.trigger = this.onUpload(triggerName, triggerDesc, [...this.function.callable, ...dependsOn]);
  }

  private settings(rule: string, callbackUrl: string | undefined): Record<string, string> {
    const bytes = Buffer.byteLength(rule);
    if (!Token.isUnresolved(rule) && bytes > MAX_RULE_BYTES) {
      throw new ValidationError(
        `Jobs of an upload must have at most ${MAX_RULE_BYTES} bytes as JSON, for the function's environment ` +
          `(got ${bytes}); use a template, or several prefixes`,
        this,
      );
    }
    const { bucketName, region, prefix } = this.record;
    return {
      CI_CALLBACK_UPLOAD_RULE: rule,
      ...(callbackUrl !== undefined && { CI_CALLBACK_UPLOAD_URL: hidden(callbackUrl) }),
      CI_CALLBACK_RECORD_BUCKET: bucketName,
      ...(region !== undefined && { CI_CALLBACK_RECORD_REGION: region }),
      CI_CALLBACK_RECORD_PREFIX: prefix,
    };
  }

  private grant({ bucket, region, prefix, ownerUin }: JobTriggerProps, jobs: readonly UploadJob[]): void {
    const { function: fn, record } = this;
    // HEAD alone, and to be told of an object that is gone that it is missing, not that it is forbidden.
    fn.grantObjects({ bucket, region }, ["head", "list"], prefix);
    // Without the right to list, a missing object may be answered with "denied" instead of "missing".
    fn.grantObjects(record.ref, ["get", "list"], record.prefix);
    for (const folder of ["journal/", "failed/", "state/"]) {
      fn.grantObjects(record.ref, ["write"], `${record.prefix}${folder}`);
    }
    const kinds = jobs.map(({ kind }) => kind);
    fn.grant(submitJobs({ bucket, region }, kinds));
    const listing = listJobs({ bucket, region }, kinds);
    if (listing) fn.grant(listing);
    if (ownerUin !== undefined) fn.grant(passCiRole(ownerUin));
  }

  private onUpload(triggerName: string, triggerDesc: string, dependsOn: ITerraformDependable[]): ScfTrigger {
    const { functionName, namespace, qualifier } = this.function;
    return new ScfTrigger(this, "Trigger", {
      ...{ functionName, namespace, qualifier, triggerName, triggerDesc, dependsOn },
      type: "cos",
      enable: "OPEN", // always read back; left out, every plan shows a change
      lifecycle: { replaceTriggeredBy: [addressOf(this.identity)] },
    });
  }

  private check(
    { prefix, extensions, resultFormat, attempts, ...props }: JobTriggerProps,
    jobs: readonly UploadJob[],
  ): void {
    for (const [name, value] of Object.entries({
      bucket: props.bucket,
      region: props.region,
      prefix,
      job: props.job,
    })) {
      checkGiven(this, `Uploads, ${name}`, value);
    }
    checkText(
      this,
      "Prefix of the uploads",
      prefix,
      /^(?!\/)[^*\\]{0,512}$/s,
      'not start with "/", hold no * or \\ and have at most 512 characters',
    );
    for (const name of extensions ?? []) {
      checkText(
        this,
        "Extension of the uploads",
        name,
        /^[A-Za-z0-9]{1,16}$/,
        "be 1 to 16 letters and digits, such as mp4",
      );
    }
    if (extensions?.length === 0) {
      throw new ValidationError(
        "Extensions of the uploads must be at least one (got none): leave them out for all",
        this,
      );
    }
    checkOneOf(this, "Result format", resultFormat, ["JSON", "XML"]);
    checkInteger(this, "Attempts to submit", attempts, { min: 1, max: MAX_ATTEMPTS });
    if (jobs.length === 0 || jobs.length > MAX_JOBS) {
      throw new ValidationError(`Jobs of an upload must be 1 to ${MAX_JOBS} (got ${jobs.length})`, this);
    }
  }
}

/** An address that is told to nobody; a token is what its maker made it. */
function hidden(url: string): string {
  return Token.isUnresolved(url) ? url : (Fn.sensitive(operand(url)) as string);
}
