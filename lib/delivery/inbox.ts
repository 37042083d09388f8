import { Op, Token } from "cdktf";
import { Construct } from "constructs";
import type { CosBucket } from "#tencentcloud/cos-bucket";
import type { BucketRef } from "../access/grants";
import { checkRetention, checkStatePrefix, newStateBucket, refuseBucketSettings } from "../storage/state-bucket";
import type { StateBucketOptions } from "../storage/state-bucket";
import { requireRegion } from "../terraform/vendor-provider";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

/** Days for which finished callbacks are kept. */
export interface Retention {
  /**
   * Callbacks that user code has handled. Duplicates of a callback are recognised for at least this time.
   *
   * @default 7
   */
  readonly done?: number;

  /**
   * Dead letters.
   *
   * @default 30
   */
  readonly dead?: number;
}

/** Options of an inbox. */
export interface InboxOptions extends StateBucketOptions {
  /**
   * Prefix of all object names: one to eight names of letters, digits, `_`, `-` and `.`, each followed by
   * `/`. No other trigger of the bucket may cover it.
   *
   * @default "ci-callbacks/"
   */
  readonly prefix?: string;

  /**
   * When finished callbacks are removed. Only for a new bucket; the owner of an existing bucket sets its rules.
   *
   * @default - 7 days after success, 30 days after a callback became a dead letter
   */
  readonly retention?: Retention;
}

/** Properties of `Inbox`. */
export interface InboxProps extends InboxOptions {
  /** Bucket of the jobs; the name of a new bucket ends with the same APPID. */
  readonly mediaBucket: string;
  /**
   * Days from the first run of a callback to its last.
   *
   * @default 1
   */
  readonly retryDays?: number;
  /** Tags of a new bucket. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The store of waiting callbacks: objects under a prefix of a COS bucket.
 *
 * @see docs/delivery.md
 */
export class Inbox extends Construct {
  /** Full name of the bucket. */
  public readonly bucketName: string;
  /** Host of the bucket, which triggers use as its name. */
  public readonly bucketHost: string;
  public readonly prefix: string;
  /** The bucket in the form that grants need. */
  public readonly ref: BucketRef;
  /** Undefined with an existing bucket. */
  public readonly bucket?: CosBucket;

  constructor(scope: Construct, id: string, props: InboxProps) {
    super(scope, id);
    const { bucket, region, prefix = "ci-callbacks/", retention, forceDestroy } = props;
    checkStatePrefix(this, "inbox", prefix);
    this.prefix = prefix;
    if (bucket === undefined) {
      this.bucket = this.addBucket(props);
      this.bucketName = this.bucket.bucket;
      this.bucketHost = this.bucket.cosBucketUrl;
      this.ref = { bucket: this.bucketName };
      return;
    }
    refuseBucketSettings(this, "inbox", retention, forceDestroy);
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

  private addBucket({ retention = {}, retryDays = 1, ...props }: InboxProps): CosBucket {
    const { done = 7, dead = 30 } = retention;
    checkRetention(this, "callbacks that are done", done);
    checkRetention(this, "callbacks that are dead", dead);
    // A journal outlives its callback, even a callback that is redriven as a dead letter: without the journal, a
    // duplicate would count as new.
    const journal = sum(done, dead, retryDays + 1);
    const retentionDays = { done, dead, journal };
    return newStateBucket(this, "Bucket", { ...props, prefix: this.prefix, retentionDays });
  }
}

/** A sum of numbers, some of which may be known only after apply. */
function sum(...numbers: readonly number[]): number {
  return numbers.reduce((sum, number) =>
    isKnown(sum) && isKnown(number) ? sum + number : Token.asNumber(Op.add(sum, number)),
  );
}
