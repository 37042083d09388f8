import { Fn } from "cdktf";
import { isKnown } from "../validation/check";
import type { PolicyStatement } from "./role";
import { operand } from "../terraform/operand";

/** A bucket and where it is. */
export interface BucketRef {
  /** Full name with the APPID. */
  readonly bucket: string;
  /** @default - any region */
  readonly region?: string;
}

/** What may be done to objects. */
export type ObjectAccess = "read" | "write" | "delete" | "list";

const OBJECT_ACTIONS: Record<ObjectAccess, readonly string[]> = {
  read: ["name/cos:GetObject", "name/cos:HeadObject"],
  write: ["name/cos:PutObject"],
  delete: ["name/cos:DeleteObject"],
  list: ["name/cos:GetBucket"],
};

/** Reading CI jobs and workflow runs of a bucket. */
export function readJobs(ref: BucketRef): PolicyStatement {
  return {
    actions: [
      ...["ci:DescribeMediaJob", "ci:DescribeMediaJobs", "ci:DescribeDocProcessJobs"],
      "ci:DescribeMediaWorkflowExecutions",
    ],
    resources: [`qcs::ci:${scopeOf(ref)}:bucket/${ref.bucket}/*`],
  };
}

/** Listing the workflows of a bucket. */
export function readWorkflows(ref: BucketRef): PolicyStatement {
  return { actions: ["ci:DescribeMediaWorkflows"], resources: [`qcs::ci:${scopeOf(ref)}:bucket/${ref.bucket}/*`] };
}

/** A part of CI with calls and permissions of its own, as far as jobs are concerned. */
export type CiService = "media" | "speech" | "document" | "file";

/** What submitting jobs is about. */
export interface SubmitJobsOptions {
  /**
   * Service whose jobs they are.
   *
   * @default "media"
   */
  readonly service?: CiService;

  /**
   * Number (UIN) of the account's owner, whose CI role may then be passed to CI.
   *
   * @default - no role may be passed
   */
  readonly ownerUin?: string;
}

const SUBMIT_ACTIONS: Record<CiService, readonly string[]> = {
  media: ["ci:CreateMediaJobs"],
  speech: ["ci:CreateMediaJobs", "ci:CreateAsrJobs"], // one call, and either name on its page
  document: ["ci:CreateDocProcessJobs"],
  file: ["ci:CreateFileProcessJobs"],
};

/** Submitting CI jobs for a bucket. */
export function submitJobs(ref: BucketRef, service: CiService = "media"): PolicyStatement {
  return { actions: SUBMIT_ACTIONS[service], resources: [`qcs::ci:${scopeOf(ref)}:bucket/${ref.bucket}/*`] };
}

/** Listing CI jobs of a bucket; of files, CI has no list. */
export function listJobs(ref: BucketRef, service: Exclude<CiService, "file">): PolicyStatement {
  const action = service === "document" ? "ci:DescribeDocProcessJobs" : "ci:DescribeMediaJobs";
  return { actions: [action], resources: [`qcs::ci:${scopeOf(ref)}:bucket/${ref.bucket}/*`] };
}

/** Letting CI act by its own role in the account, which asynchronous jobs need: no other role can be passed. */
export function passCiRole(ownerUin: string): PolicyStatement {
  return { actions: ["cam:PassRole"], resources: [`qcs::cam::uin/${ownerUin}:roleName/CI_QCSRole`] };
}

/** Access to the objects of a bucket under a prefix; without one, to all of them. */
export function objects(ref: BucketRef, access: readonly ObjectAccess[], prefix = ""): PolicyStatement {
  return {
    actions: access.flatMap((kind) => OBJECT_ACTIONS[kind]),
    resources: [`qcs::cos:${scopeOf(ref)}:${ref.bucket}/${prefix}*`],
  };
}

/** Region and account of a bucket's objects: the account's number ends the bucket's name. */
function scopeOf({ bucket, region = "" }: BucketRef): string {
  const appId = isKnown(bucket)
    ? bucket.slice(bucket.lastIndexOf("-") + 1)
    : (Fn.regex("[0-9]+$", operand(bucket)) as string);
  return `${region}:uid/${appId}`;
}
