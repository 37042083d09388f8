import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { CallbackFunctionOptions } from "../function/options";
import type { NotificationProps, ResultFormat } from "../media/notification";
import type { UploadJob } from "./job-type";
import type { SubmissionRecord } from "./submission-record";

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
   * Attempts to submit a job until it is given up, from 1 to 3: the platform repeats an event twice at most, about a
   * minute later each time.
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
   * Record of what was submitted.
   *
   * @default - one in a new bucket
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

  /** What must exist before the trigger. @default - what the properties refer to */
  readonly dependsOn?: ITerraformDependable[];
}
