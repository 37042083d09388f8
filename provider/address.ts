/**
 * Checks of buckets, regions and services, and import ids: `<region>/<bucket>[/<family>][/<id>]`, without the family
 * `media`.
 */
import type { BucketAddress } from "../api/hosts";
import { isQueueFamily, QUEUE_FAMILY_NAMES } from "../api/queue-families";
import type { QueueFamily, ServiceAddress } from "../api/queue-families";
import { checkRegion } from "./configuration";
import type { Client } from "./client";
import { DiagnosticError, errorAt } from "./plugin/diagnostics";
import type { AttributePath, Diagnostic } from "./plugin/diagnostics";
import { isUnknown, UNKNOWN } from "./plugin/values";
import type { MaybeUnknown, ObjectValue, Unknown } from "./plugin/values";

/** Name, "-", APPID of 9 to 11 digits. @see https://cloud.tencent.com/document/product/436/13312 */
const BUCKET = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d{9,11}$/;
const MAX_BUCKET_CHARS = 60;

/** Members that every resource has. */
export interface Addressed {
  readonly id: string;
  readonly bucket: string;
  readonly region: string;
}

/** Members that a resource of one service has. */
export interface Served extends Addressed {
  readonly family: QueueFamily;
}

export const REPLACED_BY_ADDRESS: readonly AttributePath[] = [["bucket"], ["region"]];
export const REPLACED_BY_SERVICE: readonly AttributePath[] = [...REPLACED_BY_ADDRESS, ["family"]];

/** Default family, and the only one in early states. */
const MEDIA: QueueFamily = "media";

export function checkAddress(config: {
  readonly bucket: MaybeUnknown<string>;
  readonly region: MaybeUnknown<string | null>;
}): readonly Diagnostic[] {
  const { bucket, region } = config;
  const problems: Diagnostic[] = [];
  if (typeof bucket === "string" && !(BUCKET.test(bucket) && bucket.length <= MAX_BUCKET_CHARS)) {
    const rule = `bucket must be a name with APPID, such as media-1250000000, of at most ${MAX_BUCKET_CHARS} characters (got ${JSON.stringify(bucket)}).`;
    problems.push(errorAt(["bucket"], "Invalid bucket", rule));
  }
  if (typeof region === "string") problems.push(...checkRegion(region, ["region"]));
  return problems;
}

export function checkService(
  config: Parameters<typeof checkAddress>[0] & { readonly family: MaybeUnknown<string | null> },
): readonly Diagnostic[] {
  const problems = [...checkAddress(config)];
  if (typeof config.family === "string" && !isQueueFamily(config.family)) {
    const rule = `family must be one of ${QUEUE_FAMILY_NAMES.join(", ")} (got ${JSON.stringify(config.family)}).`;
    problems.push(errorAt(["family"], "Invalid family", rule));
  }
  return problems;
}

/** The family, or the default. */
export function plannedFamily(configured: MaybeUnknown<QueueFamily | null>): QueueFamily | Unknown {
  return configured ?? MEDIA;
}

/** The resource's own region, else the provider's; while the provider's is unknown, the prior region. */
export function plannedRegion(
  configured: MaybeUnknown<string | null>,
  client: Client | undefined,
  prior: Pick<Addressed, "region"> | null,
): string | Unknown {
  if (configured !== null) return configured;
  const region = client?.region ?? UNKNOWN;
  return isUnknown(region) ? (prior?.region ?? UNKNOWN) : region;
}

/** Bucket and region of a resource about to be created. */
export function addressOf(
  config: { readonly bucket: string; readonly region: string | null },
  client: Client,
): BucketAddress {
  const region = config.region ?? client.region;
  if (isUnknown(region)) throw new DiagnosticError(errorAt(["region"], "The region is not known"));
  return { bucket: config.bucket, region };
}

/** Service of a resource about to be created. */
export function serviceOf(
  config: Parameters<typeof addressOf>[0] & { readonly family: QueueFamily | null },
  client: Client,
): ServiceAddress & { readonly family: QueueFamily } {
  return { ...addressOf(config, client), family: config.family ?? MEDIA };
}

/** Adds the family to a state of an early schema version. */
export function withFamily(state: ObjectValue): ObjectValue {
  return { ...state, family: MEDIA };
}

export const idOf = ({ region, bucket }: BucketAddress, ...rest: readonly string[]): string =>
  [region, bucket, ...rest].join("/");

export const serviceIdOf = ({ region, bucket, family = MEDIA }: ServiceAddress, ...rest: readonly string[]): string =>
  idOf({ region, bucket }, ...(family === MEDIA ? [] : [family]), ...rest);

/** Parts of an import id. The region defaults to the provider's. `parts` names what follows the bucket. */
export function parseImportId(
  id: string,
  client: Client,
  ...parts: readonly string[]
): BucketAddress & { readonly rest: readonly string[] } {
  const found = parse(id.split("/"), client, parts.length);
  if (found) return found;
  throw invalidId(id, ["<bucket>", ...parts.map((part) => `<${part}>`)].join("/"));
}

/** Like `parseImportId`, with an optional family after the bucket. No bucket or region is named like a family. */
export function parseServiceId(
  id: string,
  client: Client,
  ...parts: readonly string[]
): BucketAddress & { readonly family: QueueFamily; readonly rest: readonly string[] } {
  const segments = id.split("/");
  const index = segments.length - 1 - parts.length;
  const family = segments[index];
  const found = isQueueFamily(family)
    ? parse(segments.toSpliced(index, 1), client, parts.length)
    : parse(segments, client, parts.length);
  if (found) return { ...found, family: isQueueFamily(family) ? family : MEDIA };
  throw invalidId(id, ["<bucket>[/<family>]", ...parts.map((part) => `<${part}>`)].join("/"));
}

function parse(
  segments: readonly string[],
  client: Client,
  parts: number,
): (BucketAddress & { readonly rest: readonly string[] }) | undefined {
  const withRegion = segments.length === parts + 2;
  const region = withRegion ? segments[0] : client.region;
  const [bucket = "", ...rest] = withRegion ? segments.slice(1) : segments;
  const known = typeof region === "string" ? region : "";
  const isWrong = rest.length !== parts || rest.includes("") || checkAddress({ bucket, region: known }).length > 0;
  return isWrong ? undefined : { bucket, region: known, rest };
}

function invalidId(id: string, form: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    summary: "Invalid import id",
    detail: `The id must be <region>/${form}, or ${form} in the provider's region (got ${JSON.stringify(id)}).`,
  });
}
