import { Op, Token } from "cdktf";
import { Construct } from "constructs";
import type { ScfTrigger } from "#tencentcloud/scf-trigger";
import { listJobs, passCiRole, submitJobs } from "../access/grants";
import { CallbackFunction } from "../function/callback-function";
import { addObjectTrigger } from "../function/triggers";
import type { TerraformData } from "../terraform/terraform-data";
import { requireRegion, useVendorProvider } from "../terraform/vendor-provider";
import { claimTrigger } from "../validation/bucket-events";
import { isKnown } from "../validation/check";
import type { JobTriggerProps } from "./job-trigger-props";
import { SubmissionRecord } from "./submission-record";
import { SubmitterCode } from "./submitter-code";
import { checkTrigger, jobsOf, submitterSettings } from "./submitter-settings";

/** Time for a few calls to COS and CI, each of which may be slow. */
const TIMEOUT_S = 60;

/** Seconds for which the platform repeats an event: longer than the submitter holds any claim. */
const EVENT_AGE_S = 21_600;

/**
 * Starts CI jobs on uploads: a trigger of COS, and a small function that submits once for every version of an object.
 * Without a receiver of their own, the jobs report to the receiver of their queue.
 *
 * One function for each prefix: the vendor's provider identifies a function's triggers only by the bucket.
 *
 * @see docs/uploads.md
 */
export class JobTrigger extends Construct {
  /** The function that submits. */
  public readonly function: CallbackFunction;
  public readonly record: SubmissionRecord;
  public readonly trigger: ScfTrigger;
  /** Replaced when bucket or prefix change; forces replacement of the trigger. */
  public readonly identity: TerraformData;

  constructor(scope: Construct, id: string, props: JobTriggerProps) {
    super(scope, id);
    useVendorProvider(this, props.vendorProvider);
    checkTrigger(this, props);
    const { bucket, region, prefix, dependsOn } = props;
    requireRegion(this, "Bucket of the uploads", region);
    claimTrigger(this, bucket, prefix);

    const { tags } = props.submitter ?? {};
    this.record = props.record ?? new SubmissionRecord(this, "Record", { mediaBucket: bucket, tags });
    this.function = this.addSubmitter(props);
    this.grantSubmitter(props);
    const { trigger, identity } = addObjectTrigger(this, "Trigger", {
      function: this.function,
      bucketHost: `${bucket}.cos.${region}.myqcloud.com`,
      event: "cos:ObjectCreated:*",
      prefix,
      identityId: "Identity",
      dependsOn,
    });
    this.trigger = trigger;
    this.identity = identity;
  }

  private addSubmitter(props: JobTriggerProps): CallbackFunction {
    const { bucket, region, attempts = 3 } = props;
    return new CallbackFunction(this, "Function", {
      ...{ memorySize: 128, ...props.submitter, bucket, region, timeout: TIMEOUT_S },
      description: "Starts CI jobs on uploads",
      code: new SubmitterCode(),
      asyncRetry: {
        attempts: isKnown(attempts) ? attempts - 1 : Token.asNumber(Op.sub(attempts, 1)),
        maxAge: EVENT_AGE_S,
      },
      delivery: { role: "submitter", settings: submitterSettings(this, props, this.record) },
    });
  }

  private grantSubmitter({ bucket, region, prefix, ownerUin, job }: JobTriggerProps): void {
    const { function: fn, record } = this;
    // The submitter only needs the head of an upload. Without the permission to list, COS answers "denied" instead of
    // "missing" for a missing object.
    fn.grantObjects({ bucket, region }, ["head", "list"], prefix);
    fn.grantObjects(record.ref, ["get", "list"], record.prefix);
    for (const folder of ["journal/", "failed/", "state/"]) {
      fn.grantObjects(record.ref, ["write"], `${record.prefix}${folder}`);
    }
    const kinds = jobsOf({ job }).map(({ kind }) => kind);
    fn.grant(submitJobs({ bucket, region }, kinds));
    const listing = listJobs({ bucket, region }, kinds);
    if (listing) fn.grant(listing);
    if (ownerUin !== undefined) fn.grant(passCiRole(ownerUin));
  }
}
