/** Settings of a bucket, stored and returned as sent. */
import type { Call } from "../../http/call";
import { ServiceError } from "../../http/errors";
import { buildXml, parseXml, textOf } from "../../http/xml";

const XML = { "content-type": "application/xml" };

/** Error codes for reading a setting that is not set, by query key. */
const UNSET_ERRORS: Readonly<Record<string, string>> = {
  cors: "NoSuchCORSConfiguration",
  domain: "NoSuchDomainConfiguration",
  encryption: "NoSuchEncryptionConfiguration",
  "intelligent-tiering": "NoSuchIntelligentTieringConfiguration",
  lifecycle: "NoSuchLifecycleConfiguration",
  "object-lock": "NoSuchObjectLockConfiguration",
  origin: "NoSuchOriginConfiguration",
  policy: "NoSuchBucketPolicy",
  replication: "ReplicationConfigurationNotFoundError",
  tagging: "NoSuchTagSet",
  website: "NoSuchWebsiteConfiguration",
};
/** Elements that COS returns empty for a setting that is not set, by query key. */
const EMPTY_ELEMENTS: Readonly<Record<string, string>> = {
  accelerate: "AccelerateConfiguration",
  intelligenttiering: "IntelligentTieringConfiguration",
  logging: "BucketLoggingStatus",
  versioning: "VersioningConfiguration",
};

/** The calls for all settings. @see https://cloud.tencent.com/document/product/436/7731 */
export const bucketSettings: readonly Call[] = [...Object.keys(UNSET_ERRORS), ...Object.keys(EMPTY_ELEMENTS)].flatMap(
  callsOf,
);

function callsOf(action: string): Call[] {
  const common = { host: "cos", path: /^\/$/, action } as const;
  const name = action.replace(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
  return [
    {
      ...common,
      method: "GET",
      actions: [`name/cos:GetBucket${name}`],
      run({ bucket }) {
        const body = bucket.settings.get(action) ?? emptySetting(action, bucket.name);
        return { status: 200, headers: XML, body };
      },
    },
    {
      ...common,
      method: "PUT",
      actions: [`name/cos:PutBucket${name}`],
      run({ bucket, request }) {
        const body = request.body.toString("utf8");
        if (action === "versioning") {
          const status = textOf(parseXml(request.body, "VersioningConfiguration"), "Status");
          if (status === "Enabled") bucket.versioned = true; // stays true when versioning is suspended
        }
        bucket.settings.set(action, body);
        return { status: 200 };
      },
    },
    {
      ...common,
      method: "DELETE",
      actions: [`name/cos:DeleteBucket${name}`],
      run({ bucket }) {
        bucket.settings.delete(action);
        return { status: 204 };
      },
    },
  ];
}

function emptySetting(action: string, bucket: string): string {
  const element = EMPTY_ELEMENTS[action];
  if (element !== undefined) return buildXml(element, {}, { declaration: true });
  throw new ServiceError(404, UNSET_ERRORS[action]!, `bucket ${bucket} has no ${action} configuration`);
}
