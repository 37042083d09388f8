import { Fn } from "cdktf";
import type { IConstruct } from "constructs";
import { CosBucket } from "#tencentcloud/cos-bucket";
import { operand } from "../terraform/operand";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

/** Maximum length of a bucket's name, including the APPID at its end. */
const BUCKET_NAME_LENGTH = 60;
const APP_ID_LENGTH = 10;

/** Prefixes that the functions accept. */
const PREFIX = /^([\w.-]+\/){1,8}$/;

/** Options of a bucket in which functions keep their state. */
export interface StateBucketOptions {
  /**
   * Full name of an existing bucket on which versioning was never enabled. With versioning, COS creates an object
   * twice, so two functions could claim the same work.
   *
   * @default - a new bucket
   */
  readonly bucket?: string;

  /**
   * Region of `bucket`, which must be that of the functions.
   *
   * @default - that of the bucket whose objects are processed
   */
  readonly region?: string;

  /**
   * Whether destroying removes the bucket with all objects in it. Only for a new bucket.
   *
   * @default false - destroying stops at a bucket that is not empty
   */
  readonly forceDestroy?: boolean;
}

/** @throws ValidationError for a prefix that the functions do not accept */
export function checkStatePrefix(scope: IConstruct, subject: string, prefix: string): void {
  const rule = 'be one to eight names of letters, digits, _, - and ., each followed by "/"';
  checkText(scope, `Prefix of the ${subject}`, prefix, PREFIX, rule);
}

/**
 * Refuses settings of a new bucket beside an existing one.
 *
 * @throws ValidationError
 */
export function refuseBucketSettings(scope: IConstruct, subject: string, ...settings: readonly unknown[]): void {
  if (settings.every((value) => value === undefined)) return;
  throw new ValidationError(
    `Retention and forceDestroy of the ${subject} must be left out with an existing bucket (got some): its owner sets them`,
    scope,
  );
}

/** @throws ValidationError for days that COS does not accept */
export function checkRetention(scope: IConstruct, subject: string, days: number): void {
  checkInteger(scope, `Retention of ${subject}`, days, { min: 1, max: 3650, unit: "days" });
}

/** Properties of a new bucket. */
export interface NewStateBucket extends Pick<StateBucketOptions, "forceDestroy"> {
  /** Bucket whose objects are processed. The new name ends with the same APPID. */
  readonly mediaBucket: string;
  readonly prefix: string;
  /** Days after which objects expire, by the folder under the prefix. */
  readonly retentionDays: Readonly<Record<string, number>>;
  readonly tags?: Record<string, string>;
}

/** A new private bucket for state, named after the construct that keeps it. */
export function newStateBucket(scope: IConstruct, id: string, options: NewStateBucket): CosBucket {
  const { mediaBucket, prefix, retentionDays, forceDestroy = false, tags } = options;
  const baseName = nameFromPath(scope, BUCKET_NAME_LENGTH - APP_ID_LENGTH - 1).toLowerCase();
  return new CosBucket(scope, id, {
    bucket: isKnown(mediaBucket)
      ? `${baseName}-${mediaBucket.slice(mediaBucket.lastIndexOf("-") + 1)}`
      : Fn.join("-", [baseName, Fn.regex("[0-9]+$", operand(mediaBucket)) as string]),
    acl: "private",
    versioningEnable: false, // with versioning, COS creates an object twice, and two functions could hold one claim
    forceClean: forceDestroy,
    lifecycleRules: Object.entries(retentionDays).map(([folder, days]) => ({
      id: `${folder}-expires`,
      filterPrefix: `${prefix}${folder}/`,
      expiration: { days },
    })),
    tags,
    lifecycle: CREATE_FIRST,
  });
}
