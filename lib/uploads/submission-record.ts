import { Fn } from "cdktf";
import { Construct } from "constructs";
import { CosBucket } from "#tencentcloud/cos-bucket";
import { claimOutput } from "../validation/bucket-events";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { BucketRef } from "../access/grants";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";
import { operand } from "../terraform/operand";

/** A bucket's name, its account's number included. */
const BUCKET_NAME_LENGTH = 60;
const APP_ID_LENGTH = 10;

/** What the submitter accepts. */
const PREFIX = /^([\w.-]+\/){1,8}$/;

/** Options of the record of what was submitted. */
export interface SubmissionRecordOptions {
  /**
   * Full name of an existing bucket, on which versioning was never enabled: with it, COS creates an object twice.
   *
   * @default - one is made
   */
  readonly bucket?: string;

  /**
   * Region of `bucket`.
   *
   * @default - that of the uploads
   */
  readonly region?: string;

  /**
   * What the names of all objects begin with: one to eight names of letters, digits, `_`, `-` and `.`, each followed by
   * `/`. No trigger of the bucket may cover it.
   *
   * @default "ci-uploads/"
   */
  readonly prefix?: string;

  /**
   * Days after which a submission is forgotten, from 1 to 3650: a repeated event would then start its job again. Only for
   * a bucket that is made.
   *
   * @default 30
   */
  readonly retentionDays?: number;

  /**
   * Whether destroying removes the bucket with all that is in it. Only for a bucket that is made.
   *
   * @default false - destroying stops at a bucket that holds a record
   */
  readonly forceDestroy?: boolean;
}

/** Properties of `SubmissionRecord`. */
export interface SubmissionRecordProps extends SubmissionRecordOptions {
  /** Bucket of the uploads: the account's number is taken from it. */
  readonly mediaBucket: string;
  /** @default - none */
  readonly tags?: Record<string, string>;
}

/** Where submitters write down what they have submitted, so that no upload starts a job twice. */
export class SubmissionRecord extends Construct {
  /** Full name of the bucket. */
  public readonly bucketName: string;
  public readonly prefix: string;
  /** Absent with a bucket that is made, which is in the region of the functions. */
  public readonly region?: string;
  /** The bucket for grants. */
  public readonly ref: BucketRef;
  /** Absent with an existing bucket. */
  public readonly bucket?: CosBucket;

  constructor(scope: Construct, id: string, props: SubmissionRecordProps) {
    super(scope, id);
    const { bucket, region, prefix = "ci-uploads/", retentionDays, forceDestroy } = props;
    checkText(
      this,
      "Prefix of the record",
      prefix,
      PREFIX,
      'be one to eight names of letters, digits, _, - and ., each followed by "/"',
    );
    this.prefix = prefix;
    if (bucket === undefined) {
      this.bucket = this.makeBucket(props);
      this.bucketName = this.bucket.bucket;
      this.ref = { bucket: this.bucketName };
      return;
    }
    if (retentionDays !== undefined || forceDestroy !== undefined) {
      throw new ValidationError(
        "Retention and forceDestroy of the record are for a bucket that is made (got an existing one): its owner has the rules",
        this,
      );
    }
    claimOutput(this, bucket, `Record "${prefix}"`, (other) => other.startsWith(prefix) || prefix.startsWith(other));
    this.bucketName = bucket;
    this.region = region;
    this.ref = { bucket, region };
  }

  private makeBucket({
    mediaBucket,
    retentionDays = 30,
    forceDestroy = false,
    tags,
  }: SubmissionRecordProps): CosBucket {
    checkInteger(this, "Retention of the record", retentionDays, { min: 1, max: 3650, unit: "days" });
    const readable = nameFromPath(this, BUCKET_NAME_LENGTH - APP_ID_LENGTH - 1).toLowerCase();
    return new CosBucket(this, "Bucket", {
      bucket: isKnown(mediaBucket)
        ? `${readable}-${mediaBucket.slice(mediaBucket.lastIndexOf("-") + 1)}`
        : Fn.join("-", [readable, Fn.regex("[0-9]+$", operand(mediaBucket)) as string]),
      acl: "private",
      versioningEnable: false, // with versioning, COS creates an object twice, and claims keep nobody out
      forceClean: forceDestroy,
      lifecycleRules: ["journal/", "failed/"].map((folder) => ({
        id: `${folder.slice(0, -1)}-expires`,
        filterPrefix: `${this.prefix}${folder}`,
        expiration: { days: retentionDays },
      })),
      tags,
      lifecycle: CREATE_FIRST,
    });
  }
}
