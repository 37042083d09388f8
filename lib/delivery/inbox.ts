import { Fn, Op, Token } from "cdktf";
import { Construct } from "constructs";
import { CosBucket } from "#tencentcloud/cos-bucket";
import type { CosBucketLifecycleRules } from "#tencentcloud/cos-bucket";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { BucketRef } from "../access/grants";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";
import { operand } from "../terraform/operand";
import { requireRegion } from "../terraform/vendor-provider";

/** A bucket's name, its account's number included. */
const BUCKET_NAME_LENGTH = 60;
const APP_ID_LENGTH = 10;

/** What the handler accepts. */
const PREFIX = /^([\w.-]+\/){1,8}$/;

/** How long callbacks are kept when they are over, in days. */
export interface Retention {
  /**
   * Callbacks that user code has handled; so long, at least, is a repeated one recognised.
   *
   * @default 7
   */
  readonly done?: number;

  /**
   * Callbacks that were given up.
   *
   * @default 30
   */
  readonly dead?: number;
}

/** Options of an inbox. */
export interface InboxOptions {
  /**
   * Full name of an existing bucket, in the region of the functions, on which versioning was never enabled.
   *
   * @default - one is made
   */
  readonly bucket?: string;

  /**
   * Region of `bucket`.
   *
   * @default - that of the bucket whose jobs report
   */
  readonly region?: string;

  /**
   * What the names of all objects begin with: one to eight names of letters, digits, `_`, `-` and `.`, each followed by
   * `/`. No other trigger of the bucket may cover it.
   *
   * @default "ci-callbacks/"
   */
  readonly prefix?: string;

  /**
   * When what is over is removed. Only for a bucket that is made: the rules of an existing one are its owner's.
   *
   * @default - 7 days after it is done, 30 days after it is dead
   */
  readonly retention?: Retention;

  /**
   * Whether destroying removes the bucket with all callbacks in it. Only for a bucket that is made.
   *
   * @default false - destroying stops at a bucket that holds callbacks
   */
  readonly forceDestroy?: boolean;
}

/** Properties of `Inbox`. */
export interface InboxProps extends InboxOptions {
  /** Bucket whose jobs report: the account's number is taken from it. */
  readonly mediaBucket: string;
  /**
   * Days from the first run of a callback to its last.
   *
   * @default 1
   */
  readonly retryDays?: number;
  /** Tags of a bucket that is made. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * Where callbacks wait until they are handled: objects under a prefix of a COS bucket.
 *
 * @see docs/delivery.md
 */
export class Inbox extends Construct {
  /** Full name of the bucket. */
  public readonly bucketName: string;
  /** Host of the bucket, by which a trigger names it. */
  public readonly bucketHost: string;
  public readonly prefix: string;
  /** The bucket for grants. */
  public readonly ref: BucketRef;
  /** Absent with an existing bucket. */
  public readonly bucket?: CosBucket;

  constructor(scope: Construct, id: string, props: InboxProps) {
    super(scope, id);
    const { bucket, region, prefix = "ci-callbacks/", retention, forceDestroy } = props;
    const rule = 'be one to eight names of letters, digits, _, - and ., each followed by "/"';
    checkText(this, "Prefix of the inbox", prefix, PREFIX, rule);
    this.prefix = prefix;
    if (bucket === undefined) {
      this.bucket = this.makeBucket(props);
      this.bucketName = this.bucket.bucket;
      this.bucketHost = this.bucket.cosBucketUrl;
      this.ref = { bucket: this.bucketName };
      return;
    }
    if (retention !== undefined || forceDestroy !== undefined) {
      throw new ValidationError(
        "Retention and forceDestroy of the inbox are for a bucket that is made (got an existing one): its owner has the rules",
        this,
      );
    }
    if (region === undefined) {
      throw new ValidationError(
        "Region of the inbox's bucket must be given, here or as region of the pipeline (got none)",
        this,
      );
    }
    requireRegion(this, "Bucket of the inbox", region);
    this.bucketName = bucket;
    this.bucketHost = `${bucket}.cos.${region}.myqcloud.com`;
    this.ref = { bucket, region };
  }

  private makeBucket({
    mediaBucket,
    retention = {},
    retryDays = 1,
    forceDestroy = false,
    tags,
  }: InboxProps): CosBucket {
    const { done = 7, dead = 30 } = retention;
    checkInteger(this, "Retention of callbacks that are done", done, { min: 1, max: 3650, unit: "days" });
    checkInteger(this, "Retention of callbacks that are dead", dead, { min: 1, max: 3650, unit: "days" });
    const readable = nameFromPath(this, BUCKET_NAME_LENGTH - APP_ID_LENGTH - 1).toLowerCase();
    return new CosBucket(this, "Bucket", {
      bucket: isKnown(mediaBucket)
        ? `${readable}-${mediaBucket.slice(mediaBucket.lastIndexOf("-") + 1)}`
        : Fn.join("-", [readable, Fn.regex("[0-9]+$", operand(mediaBucket)) as string]),
      acl: "private",
      versioningEnable: false, // with versioning, COS creates an object twice, and claims keep nobody out
      forceClean: forceDestroy,
      // A journal outlives what it is about, redriven from the dead or not: without it, what comes again is new.
      lifecycleRules: [
        this.expire("done", done),
        this.expire("dead", dead),
        this.expire("journal", sum(done, dead, retryDays + 1)),
      ],
      tags,
      lifecycle: CREATE_FIRST,
    });
  }

  private expire(folder: string, days: number): CosBucketLifecycleRules {
    return { id: `${folder}-expires`, filterPrefix: `${this.prefix}${folder}/`, expiration: { days } };
  }
}

/** A sum, even of numbers that are not known yet. */
function sum(...numbers: readonly number[]): number {
  return numbers.reduce((one, other) =>
    isKnown(one) && isKnown(other) ? one + other : Token.asNumber(Op.add(one, other)),
  );
}
