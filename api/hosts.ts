/** Virtual hosts of one bucket's services. */

/** A bucket and where it is. */
export interface BucketAddress {
  /** Name with APPID, such as `media-1250000000`. */
  readonly bucket: string;
  /** Such as `ap-guangzhou`. */
  readonly region: string;
}

/** Host of queues, workflows, jobs and the media service. */
export const ciHost = ({ bucket, region }: BucketAddress): string => `${bucket}.ci.${region}.myqcloud.com`;

/** Host of the list of all buckets with a media service. */
export const ciRegionHost = (region: string): string => `ci.${region}.myqcloud.com`;

/** Host of binding CI to a bucket. */
export const picHost = ({ bucket, region }: BucketAddress): string => `${bucket}.pic.${region}.myqcloud.com`;

/** Host of the bucket's objects. */
export const cosHost = ({ bucket, region }: BucketAddress): string => `${bucket}.cos.${region}.myqcloud.com`;

/** Header of a temporary key's token: CI and COS each have their own. */
export function tokenHeader(host: string): "x-ci-security-token" | "x-cos-security-token" {
  return /(^|\.)(ci|pic)\.[a-z0-9-]+\.myqcloud\.com$/.test(host) ? "x-ci-security-token" : "x-cos-security-token";
}
