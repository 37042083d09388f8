import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { CallbackFunctionOptions } from "../function/options";
import type { KafkaTopic } from "../media/notification";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { hasAlarm } from "../monitoring/alarms";
import { JobTrigger } from "./job-trigger";
import type { SubmitterOptions, UploadOptions } from "./job-trigger-props";
import { SubmissionRecord } from "./submission-record";
import type { SubmissionRecordOptions } from "./submission-record";

/** Options of the functions that submit the jobs of a pipeline's uploads. */
export interface UploadSubmitterOptions extends SubmitterOptions {
  /**
   * Store of submissions.
   *
   * @default - a new bucket
   */
  readonly record?: SubmissionRecordOptions;

  /**
   * Number (UIN) of the account's owner: see `JobTrigger`.
   *
   * @default - the functions may not pass CI's role
   */
  readonly ownerUin?: string;
}

/** Properties that all rules share. */
export interface StartJobsProps {
  readonly bucket: string;
  /** @default - none, which is an error */
  readonly region?: string;
  /** @default - the receiver of the queues */
  readonly callbackUrl?: string;
  /** Topic in place of `callbackUrl`. @default - none */
  readonly kafka?: KafkaTopic;
  readonly uploads: readonly UploadOptions[];
  /** @default - the same as `inherited` */
  readonly submitter?: UploadSubmitterOptions;
  /** Settings of the pipeline's callback function, some of which apply to submitters too. */
  readonly inherited: CallbackFunctionOptions;
  readonly dependsOn: ITerraformDependable[];
}

/** One trigger per rule; all share one record. */
export function startJobs(scope: Construct, id: string, props: StartJobsProps): readonly JobTrigger[] {
  const { bucket, region, callbackUrl, kafka, uploads, submitter = {}, dependsOn } = props;
  const parent = new Construct(scope, id);
  if (region === undefined) {
    throw new ValidationError("Uploads must have a region, part of the bucket's host: give region (got none)", parent);
  }
  if (uploads.length === 0) throw new ValidationError("Uploads must have at least one rule (got none)", parent);
  const { record: recordOptions, ownerUin, ...own } = submitter;
  const settings = { ...inheritable(props.inherited), ...own };
  const { tags } = settings;
  const record = new SubmissionRecord(parent, "Record", { region, ...recordOptions, mediaBucket: bucket, tags });
  const shared = { bucket, region, callbackUrl, kafka, record, ownerUin, dependsOn, submitter: settings };
  return uploads.map((rule, index) => new JobTrigger(parent, nameOf(rule.prefix, index), { ...rule, ...shared }));
}

function inheritable(options: CallbackFunctionOptions): SubmitterOptions {
  const { namespace, runtime, vpc, publicNetwork, role, tags, logs, alarms, logLevel } = options;
  // The submitters accept no callback, so the alarm on missing callbacks does not apply.
  const applicable = alarms && { ...alarms, silenceMinutes: undefined };
  const effectiveAlarms = applicable && hasAlarm(applicable, true) ? applicable : undefined;
  return { namespace, runtime, vpc, publicNetwork, role, tags, logs, alarms: effectiveAlarms, logLevel };
}

/**
 * Ids depend on the prefix, not on the order, so removing a rule does not affect the others. They are unique
 * because the prefixes must not overlap.
 */
function nameOf(prefix: string, index: number): string {
  if (!isKnown(prefix)) return `Rule${index}`;
  return encodeURIComponent(prefix.replace(/\/$/, "")) || "All";
}
