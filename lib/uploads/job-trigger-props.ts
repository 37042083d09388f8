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
  /** Prefix of the uploads' names, such as `videos/`; `""` is the whole bucket. */
  readonly prefix: string;

  /**
   * Extensions such as `mp4`, in upper or lower case.
   *
   * @default - all
   */
  readonly extensions?: readonly string[];

  /** Jobs for each upload, at most 10. */
  readonly job: UploadJob | readonly UploadJob[];

  /**
   * Format of the callbacks of these jobs. Handlers get the same event for both formats.
   *
   * @default "JSON"
   */
  readonly resultFormat?: ResultFormat;

  /**
   * Maximum attempts to submit a job, from 1 to 3: the platform repeats an event at most twice, about a
   * minute apart.
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
  /** Region of the bucket, and of the function: COS only starts functions of its own region. */
  readonly region: string;

  /**
   * Record of what was submitted.
   *
   * @default - a record in a new bucket
   */
  readonly record?: SubmissionRecord;

  /**
   * Settings of the submitter function.
   *
   * @default - the defaults of `CallbackFunction`, with 128 MB
   */
  readonly submitter?: SubmitterOptions;

  /**
   * Number (UIN) of the account's owner. Allows the function to pass CI's own role to CI, which CI requires of
   * sub-accounts. The pages do not say whether it also requires this of a function's role.
   *
   * @default - no such permission
   */
  readonly ownerUin?: string;

  /**
   * Provider of the vendor's resources, such as a `TencentcloudProvider` with an alias and another region.
   *
   * @default - the provider of the stack
   */
  readonly vendorProvider?: TerraformProvider;

  /** Resources that must exist before the trigger. @default - the resources that the properties refer to */
  readonly dependsOn?: ITerraformDependable[];
}
