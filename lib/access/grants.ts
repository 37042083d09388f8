import { Fn } from "cdktf";
import { JOB_KINDS, jobKindOf } from "../../api/job-types";
import type { JobKind } from "../../api/job-types";
import type { QueueFamily } from "../../api/queue-families";
import { isKnown } from "../validation/check";
import type { PolicyStatement } from "./role";
import { operand } from "../terraform/operand";

/** A bucket and its region. */
export interface BucketRef {
  /** Full name with the APPID. */
  readonly bucket: string;
  /** @default - any region */
  readonly region?: string;
}

/**
 * Actions on objects. `read` is `get` and `head`. Without `list`, COS answers "forbidden" for a missing
 * object.
 */
export type ObjectAccess = "read" | "get" | "head" | "write" | "delete" | "list";

const OBJECT_ACTIONS: Record<ObjectAccess, readonly string[]> = {
  read: ["name/cos:GetObject", "name/cos:HeadObject"],
  get: ["name/cos:GetObject"],
  head: ["name/cos:HeadObject"], // an action of its own, https://www.tencentcloud.com/document/product/436/30580
  write: ["name/cos:PutObject"],
  delete: ["name/cos:DeleteObject"],
  list: ["name/cos:GetBucket"],
};

/** Permission to read and list CI jobs of all types, and workflow runs, of a bucket. */
export function readJobs(ref: BucketRef): PolicyStatement {
  const jobActions = Object.values(JOB_KINDS).flatMap(({ read, list }) => [...read, ...list]);
  return onBucket(ref, [...jobActions, "ci:DescribeMediaWorkflowExecutions"]);
}

/** Permission to list the workflows of a bucket. */
export function readWorkflows(ref: BucketRef): PolicyStatement {
  return onBucket(ref, ["ci:DescribeMediaWorkflows"]);
}

/** The CI service of the jobs. */
export type CiService = QueueFamily;

/** Jobs that a function may submit. */
export interface SubmitJobsOptions {
  /**
   * Service of the jobs, for all of its types.
   *
   * @default "media"; with `tags`, none
   */
  readonly service?: CiService;

  /**
   * Types of jobs, such as `"SegmentVideoBody"`, which need more permissions than other jobs of their service.
   *
   * @default - those types of `service` that need no further permission
   */
  readonly tags?: readonly string[];

  /**
   * Number (UIN) of the account's owner. Allows passing CI's role of that account to CI.
   *
   * @default - no such permission
   */
  readonly ownerUin?: string;
}

/** Kinds of the jobs that the options select. */
export function jobKinds({ service, tags = [] }: Omit<SubmitJobsOptions, "ownerUin"> = {}): readonly JobKind[] {
  const selectedService = service ?? (tags.length === 0 ? "media" : undefined);
  return [...(selectedService ? [JOB_KINDS[selectedService]] : []), ...tags.map(jobKindOf)];
}

/** Permission to submit CI jobs of these kinds for a bucket. */
export function submitJobs(ref: BucketRef, kinds: readonly JobKind[]): PolicyStatement {
  return onBucket(
    ref,
    kinds.flatMap(({ submit }) => submit),
  );
}

/** Permission to list CI jobs of these kinds of a bucket; undefined if CI has no list for any of them. */
export function listJobs(ref: BucketRef, kinds: readonly JobKind[]): PolicyStatement | undefined {
  const actions = kinds.flatMap(({ list }) => list);
  return actions.length > 0 ? onBucket(ref, actions) : undefined;
}

/**
 * Permission to let CI act with its own role in the account, which asynchronous jobs need. No other role can be passed.
 */
export function passCiRole(ownerUin: string): PolicyStatement {
  return { actions: ["cam:PassRole"], resources: [`qcs::cam::uin/${ownerUin}:roleName/CI_QCSRole`] };
}

/** Access to the objects of a bucket under a prefix; without a prefix, to all objects. */
export function objects(ref: BucketRef, access: readonly ObjectAccess[], prefix = ""): PolicyStatement {
  return {
    actions: access.flatMap((kind) => OBJECT_ACTIONS[kind]),
    resources: [`qcs::cos:${scopeOf(ref)}:${ref.bucket}/${prefix}*`],
  };
}

/** CI's actions on a bucket, without duplicates. @see https://cloud.tencent.com/document/product/460/41741 */
function onBucket(ref: BucketRef, actions: readonly string[]): PolicyStatement {
  return { actions: [...new Set(actions)], resources: [`qcs::ci:${scopeOf(ref)}:bucket/${ref.bucket}/*`] };
}

/** Region and account of a bucket's objects. The bucket's name ends with the number of the account. */
function scopeOf({ bucket, region = "" }: BucketRef): string {
  const appId = isKnown(bucket)
    ? bucket.slice(bucket.lastIndexOf("-") + 1)
    : (Fn.regex("[0-9]+$", operand(bucket)) as string);
  return `${region}:uid/${appId}`;
}
