import { checkBucket, checkRegion } from "./bucket";
import { ConfigurationError } from "./errors";
import { DEFAULT_MAX_BYTES } from "./callback/parse";
import type { LogLevel } from "./log";
import { LOG_LEVELS } from "./log";
import { wholeNumber } from "./whole-number";

/**
 * Minimum length of an accepted secret, in characters: 64 bits in hexadecimal. The construct creates longer secrets.
 */
const MIN_SECRET_LENGTH = 16;

/** Characters that no server on the way to the function encodes in a path. */
const URL_SAFE = /^[\w.~-]+$/;

/** Maximum size of a body that a function can get, in bytes. */
const MAX_MAX_BYTES = 6 * 1024 * 1024;

/** CI documents no limit; a page of its lists has 100 jobs. */
export const DEFAULT_MAX_JOBS = 1000;
const MAX_MAX_JOBS = 100_000;

/** Environment variables that configure the function. The construct sets them; their names are a stable contract. */
export const ENV = {
  /** Accepted secrets, comma-separated, the current one first. Required. */
  secrets: "CI_CALLBACK_SECRETS",
  /** `debug`, `info`, `warn` or `error`. */
  logLevel: "CI_CALLBACK_LOG_LEVEL",
  /** Longest accepted body in bytes, 1 to 6291456. */
  maxBodyBytes: "CI_CALLBACK_MAX_BODY_BYTES",
  /** Maximum number of jobs in one callback, 1 to 100000. Default: 1000. */
  maxJobs: "CI_CALLBACK_MAX_JOBS",
  /** Networks that may call, comma-separated, such as `203.0.113.0/24,2001:db8::/32`. Default: all. */
  allowedCidrs: "CI_CALLBACK_ALLOWED_CIDRS",
  /** `readback`: user code gets only what CI itself reports about a job. Default: the secret is sufficient. */
  verify: "CI_CALLBACK_VERIFY",
  /** Bucket with APPID that the jobs belong to; `ctx.ci` works on it. Required for `readback`. */
  bucket: "CI_CALLBACK_BUCKET",
  /** Region of the bucket. Default: the region of the function. */
  region: "CI_CALLBACK_REGION",
} as const;

/** Configuration of the receiver. */
export interface Config {
  readonly secrets: readonly string[];
  readonly logLevel: LogLevel;
  readonly maxBodyBytes: number;
  /** @default 1000 */
  readonly maxJobs?: number;
  readonly allowedCidrs: readonly string[];
  readonly verify: boolean;
  readonly bucket?: string;
  readonly region?: string;
}

/**
 * Reads the configuration.
 *
 * @param isCalled whether CI calls the function; otherwise it needs no secret
 * @throws ConfigurationError with the name of the variable. A receiver without a secret would accept anyone, so it
 * throws
 */
export function readConfig(env: NodeJS.ProcessEnv, { isCalled = true }: { readonly isCalled?: boolean } = {}): Config {
  const bucket = env[ENV.bucket] ? checkBucket(env[ENV.bucket]!, ENV.bucket) : undefined;
  const region = env[ENV.region] ? checkRegion(env[ENV.region]!, ENV.region) : env.TENCENTCLOUD_REGION || undefined;
  return {
    secrets: isCalled ? secrets(env) : [],
    logLevel: logLevel(env),
    maxBodyBytes: wholeNumber(env[ENV.maxBodyBytes] || String(DEFAULT_MAX_BYTES), ENV.maxBodyBytes, 1, MAX_MAX_BYTES),
    maxJobs: wholeNumber(env[ENV.maxJobs] || String(DEFAULT_MAX_JOBS), ENV.maxJobs, 1, MAX_MAX_JOBS),
    allowedCidrs: items(env[ENV.allowedCidrs]),
    verify: verify(env, bucket && region),
    bucket,
    region,
  };
}

function items(list: string | undefined): string[] {
  const names = (list ?? "").split(",").map((item) => item.trim());
  return names.filter((item) => item !== "");
}

function secrets(env: NodeJS.ProcessEnv): string[] {
  const accepted = items(env[ENV.secrets]);
  if (accepted.length === 0) {
    throw new ConfigurationError(`${ENV.secrets} must hold at least one secret (got none)`);
  }
  for (const [index, secret] of accepted.entries()) {
    if (secret.length < MIN_SECRET_LENGTH || !URL_SAFE.test(secret)) {
      throw new ConfigurationError(
        `${ENV.secrets} must hold secrets of at least ${MIN_SECRET_LENGTH} letters, digits, "-", "_", "." or "~" ` +
          `(got another one, of ${secret.length} characters, at position ${index + 1})`,
      );
    }
  }
  return accepted;
}

function logLevel(env: NodeJS.ProcessEnv): LogLevel {
  const level = env[ENV.logLevel] || "info";
  const known = LOG_LEVELS.find((name) => name === level);
  if (!known) throw new ConfigurationError(`${ENV.logLevel} must be one of ${LOG_LEVELS.join(", ")} (got "${level}")`);
  return known;
}

function verify(env: NodeJS.ProcessEnv, bucket: string | undefined): boolean {
  const value = env[ENV.verify];
  if (!value) return false;
  if (value !== "readback") throw new ConfigurationError(`${ENV.verify} must be "readback" or absent (got "${value}")`);
  if (!bucket) {
    // Not the bucket that a body names: an attacker may own that bucket.
    throw new ConfigurationError(`${ENV.verify} must come with ${ENV.bucket} and ${ENV.region} (got none)`);
  }
  return true;
}
