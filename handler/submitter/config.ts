import type { BucketAddress } from "../../api/hosts";
import type { JobPath } from "../../api/job-types";
import type { XmlContent } from "../../api/xml";
import { checkBucket, checkRegion } from "../bucket";
import { checkPrefix } from "../delivery/durable/config";
import { ConfigurationError } from "../errors";
import { LOG_LEVELS } from "../log";
import type { LogLevel } from "../log";

/** Environment variables of the submitter. The construct sets them; their names are a stable contract. */
export const SUBMITTER_ENV = {
  /** Bucket of the uploads, with APPID. */
  bucket: "CI_CALLBACK_BUCKET",
  /** Region of the bucket. Default: the region of the function. */
  region: "CI_CALLBACK_REGION",
  logLevel: "CI_CALLBACK_LOG_LEVEL",
  /** JSON: a `Rule`. */
  rule: "CI_CALLBACK_UPLOAD_RULE",
  /** Where CI reports the end of the jobs. Default: the receiver of their queue. A secret. */
  callbackUrl: "CI_CALLBACK_UPLOAD_URL",
  /** Bucket and prefix of the submission record. */
  recordBucket: "CI_CALLBACK_RECORD_BUCKET",
  recordRegion: "CI_CALLBACK_RECORD_REGION",
  recordPrefix: "CI_CALLBACK_RECORD_PREFIX",
} as const;

/** A job, with the vendor's field names and with wildcards. */
export interface JobRequest {
  readonly path: JobPath;
  readonly tag: string;
  readonly operation: Readonly<Record<string, XmlContent>>;
  /** Members of `Input` besides the object; undefined for a job that does not read the upload. */
  readonly input?: Readonly<Record<string, XmlContent>>;
  readonly queueId?: string;
  readonly queueType?: string;
}

/** Which uploads start which jobs. */
export interface Rule {
  readonly prefix: string;
  /** In lower case, without dot; an empty list matches all. */
  readonly extensions: readonly string[];
  readonly jobs: readonly JobRequest[];
  readonly format: "JSON" | "XML";
  /** Members of `Request` that name a receiver other than a URL. */
  readonly receiver?: Readonly<Record<string, XmlContent>>;
  /** Maximum number of calls of the function for one event, including the first. */
  readonly attempts: number;
}

export interface SubmitterConfig {
  readonly bucket: BucketAddress;
  readonly rule: Rule;
  readonly callbackUrl?: string;
  readonly record: { readonly inbox: BucketAddress; readonly prefix: string };
  readonly logLevel: LogLevel;
}

/** @throws ConfigurationError with the name of the variable */
export function readSubmitterConfig(env: NodeJS.ProcessEnv): SubmitterConfig {
  const required = (name: string): string => {
    const value = env[name] || "";
    if (value !== "") return value;
    throw new ConfigurationError(`${name} must be set (got nothing)`);
  };
  const bucketOf = (name: string): string => checkBucket(required(name), name);
  const region = checkRegion(env[SUBMITTER_ENV.region] || required("TENCENTCLOUD_REGION"), SUBMITTER_ENV.region);
  const inboxRegion = checkRegion(env[SUBMITTER_ENV.recordRegion] || region, SUBMITTER_ENV.recordRegion);
  const level = env[SUBMITTER_ENV.logLevel] || "info";
  return {
    bucket: { bucket: bucketOf(SUBMITTER_ENV.bucket), region },
    rule: readRule(required(SUBMITTER_ENV.rule)),
    callbackUrl: env[SUBMITTER_ENV.callbackUrl] || undefined,
    record: {
      inbox: { bucket: bucketOf(SUBMITTER_ENV.recordBucket), region: inboxRegion },
      prefix: checkPrefix(required(SUBMITTER_ENV.recordPrefix), SUBMITTER_ENV.recordPrefix),
    },
    logLevel: (LOG_LEVELS as readonly string[]).includes(level) ? (level as LogLevel) : "info",
  };
}

function readRule(text: string): Rule {
  try {
    const rule = JSON.parse(text) as Partial<Rule>;
    if (typeof rule.prefix === "string" && Array.isArray(rule.extensions) && Array.isArray(rule.jobs)) {
      return rule as Rule;
    }
  } catch {
    // continues with the error below
  }
  throw new ConfigurationError(
    `${SUBMITTER_ENV.rule} must be JSON with prefix, extensions and jobs (got something else)`,
  );
}
