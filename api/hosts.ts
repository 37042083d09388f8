/**
 * Virtual hosts of a bucket's services. Names are checked before they become part of a host: a callback may contain any
 * name.
 */

/** A bucket and its region. */
export interface BucketAddress {
  /** Name with APPID, such as `media-1250000000`. */
  readonly bucket: string;
  /** Such as `ap-guangzhou`. */
  readonly region: string;
}

/** Name, "-" and APPID, at most 60 characters. @see https://cloud.tencent.com/document/product/436/13312 */
const BUCKET = /^(?=.{1,60}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d+$/;
/** @see https://cloud.tencent.com/document/product/436/6224 */
const REGION = /^(?=.{1,40}$)[a-z]+(-[a-z0-9]+)+$/;
const HOST = /^(?:[a-z0-9-]+\.)?(?:ci|pic|cos)\.[a-z0-9-]+\.myqcloud\.com$/;

export const BUCKET_RULE = "a name with APPID, such as media-1250000000, of at most 60 characters";
export const REGION_RULE = "a region's id, such as ap-guangzhou";

export function isBucket(text: string): boolean {
  return BUCKET.test(text);
}

export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** True for the hosts that this file creates. Requests to any other host are never signed. */
export function isVirtualHost(host: string): boolean {
  return HOST.test(host);
}

/** Host of queues, workflows, jobs and the media service. */
export const ciHost = (address: BucketAddress): string => bucketHost(address, "ci");

/** Host of the list of all buckets with a media service. */
export const ciRegionHost = (region: string): string => `ci.${checkedRegion(region)}.myqcloud.com`;

/** Host of binding CI to a bucket. */
export const picHost = (address: BucketAddress): string => bucketHost(address, "pic");

/** Host of the bucket's objects. */
export const cosHost = (address: BucketAddress): string => bucketHost(address, "cos");

/** Header for the token of a temporary key. CI and COS use different headers. */
export function tokenHeader(host: string): "x-ci-security-token" | "x-cos-security-token" {
  return /(^|\.)(ci|pic)\.[a-z0-9-]+\.myqcloud\.com$/.test(host) ? "x-ci-security-token" : "x-cos-security-token";
}

/** @throws TypeError for an invalid bucket or region */
function bucketHost({ bucket, region }: BucketAddress, service: "ci" | "pic" | "cos"): string {
  if (!isBucket(bucket)) throw new TypeError(`Bucket must be ${BUCKET_RULE} (got ${JSON.stringify(bucket)})`);
  return `${bucket}.${service}.${checkedRegion(region)}.myqcloud.com`;
}

function checkedRegion(region: string): string {
  if (isRegion(region)) return region;
  throw new TypeError(`Region must be ${REGION_RULE} (got ${JSON.stringify(region)})`);
}
