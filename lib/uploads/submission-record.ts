import { Construct } from "constructs";
import type { CosBucket } from "#tencentcloud/cos-bucket";
import type { BucketRef } from "../access/grants";
import { checkRetention, checkStatePrefix, newStateBucket, refuseBucketSettings } from "../storage/state-bucket";
import type { StateBucketOptions } from "../storage/state-bucket";
import { claimOutput } from "../validation/bucket-events";

/** Options of the record of what was submitted. */
export interface SubmissionRecordOptions extends StateBucketOptions {
  /**
   * Prefix of all object names: one to eight names of letters, digits, `_`, `-` and `.`, each followed by
   * `/`. No trigger of the bucket may cover it.
   *
   * @default "ci-uploads/"
   */
  readonly prefix?: string;

  /**
   * Days for which a submission is remembered, from 1 to 3650. An event that is repeated later starts its job again.
   * Only for a new bucket.
   *
   * @default 30
   */
  readonly retentionDays?: number;
}

/** Properties of `SubmissionRecord`. */
export interface SubmissionRecordProps extends SubmissionRecordOptions {
  /** Bucket of the uploads; the name of a new bucket ends with the same APPID. */
  readonly mediaBucket: string;
  /** @default - none */
  readonly tags?: Record<string, string>;
}

/** The submitters' record of submissions, so that no upload starts a job twice. */
export class SubmissionRecord extends Construct {
  /** Full name of the bucket. */
  public readonly bucketName: string;
  public readonly prefix: string;
  /** Undefined with a new bucket, which is in the region of the functions. */
  public readonly region?: string;
  /** The bucket in the form that grants need. */
  public readonly ref: BucketRef;
  /** Undefined with an existing bucket. */
  public readonly bucket?: CosBucket;

  constructor(scope: Construct, id: string, props: SubmissionRecordProps) {
    super(scope, id);
    const { bucket, region, prefix = "ci-uploads/", retentionDays, forceDestroy } = props;
    checkStatePrefix(this, "record", prefix);
    this.prefix = prefix;
    if (bucket === undefined) {
      this.bucket = this.addBucket(props);
      this.bucketName = this.bucket.bucket;
      this.ref = { bucket: this.bucketName };
      return;
    }
    refuseBucketSettings(this, "record", retentionDays, forceDestroy);
    claimOutput(this, bucket, `Record "${prefix}"`, (other) => other.startsWith(prefix) || prefix.startsWith(other));
    this.bucketName = bucket;
    this.region = region;
    this.ref = { bucket, region };
  }

  private addBucket({ retentionDays = 30, ...props }: SubmissionRecordProps): CosBucket {
    checkRetention(this, "the record", retentionDays);
    return newStateBucket(this, "Bucket", {
      ...props,
      prefix: this.prefix,
      retentionDays: { journal: retentionDays, failed: retentionDays },
    });
  }
}
