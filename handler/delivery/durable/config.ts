import type { BucketAddress } from "../../../api/hosts";
import { checkBucket, checkRegion } from "../../bucket";
import { ConfigurationError } from "../../errors";
import { wholeNumber } from "../../whole-number";
import type { RetryPolicy } from "./entry";

/**
 * Environment variables of durable delivery, beside `DELIVERY_ENV` and those of every function. The construct sets
 * them.
 */
export const DURABLE_ENV = {
  /** Bucket of the inbox, with APPID. */
  inboxBucket: "CI_CALLBACK_INBOX_BUCKET",
  /** Its region. Default: the function's region. */
  inboxRegion: "CI_CALLBACK_INBOX_REGION",
  /** Prefix of the inbox's object names; ends with `/`. Default: `ci-callbacks/`. */
  inboxPrefix: "CI_CALLBACK_INBOX_PREFIX",
  /** JSON with `maxAttempts`, `firstDelay` and `maxDelay`, the delays in seconds; see `DEFAULT_RETRY`. */
  retry: "CI_CALLBACK_RETRY",
  /** Milliseconds after which a journal entry is read back, 0 to 5000. Default: 250. */
  settleMs: "CI_CALLBACK_SETTLE_MS",
  /** Milliseconds that an event or a callback may be late and that clocks may differ, 0 to 600000. Default: 30000. */
  slackMs: "CI_CALLBACK_SLACK_MS",
  /** Workers that a sweep calls at a time for waiting callbacks, 1 to 10000. Default: 1000. */
  maxInFlight: "CI_CALLBACK_MAX_CONCURRENCY",
  /** `off`, or types of jobs to list in addition to those in `onJob`, comma-separated. */
  reconcile: "CI_CALLBACK_RECONCILE",
} as const;

/** Eight runs within about two hours. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 8, firstDelayMs: 30_000, maxDelayMs: 3_600_000 };
export const DEFAULT_PREFIX = "ci-callbacks/";
export const DEFAULT_SETTLE_MS = 250;
export const DEFAULT_SLACK_MS = 30_000;
export const DEFAULT_MAX_IN_FLIGHT = 1000;

/** Object names must have a single spelling in every URL and event. */
const PREFIX = /^([\w.-]+\/){1,8}$/;

/** Configuration of durable delivery. */
export interface DurableConfig {
  readonly inbox: BucketAddress;
  readonly prefix: string;
  readonly retry: RetryPolicy;
  readonly settleMs: number;
  /** A claim outlives its worker's time limit by this; the sweeper ignores younger objects. */
  readonly slackMs: number;
  /** Workers that a sweep calls at a time. @default 1000 */
  readonly maxInFlight?: number;
  /** Types of jobs to ask CI for; `undefined` if CI is not asked at all. */
  readonly reconcileTags?: readonly string[];
}

/** @throws ConfigurationError naming the variable */
export function readDurableConfig(env: NodeJS.ProcessEnv): DurableConfig {
  const bucket = env[DURABLE_ENV.inboxBucket] ?? "";
  const region = env[DURABLE_ENV.inboxRegion] || env.TENCENTCLOUD_REGION || "";
  if (bucket === "" || region === "") {
    throw new ConfigurationError(
      `${DURABLE_ENV.inboxBucket} and ${DURABLE_ENV.inboxRegion} must name the bucket of the inbox (got ` +
        `${JSON.stringify(bucket)} and ${JSON.stringify(region)})`,
    );
  }
  const reconcile = env[DURABLE_ENV.reconcile] ?? "";
  const number = (name: string, defaultValue: number, min: number, max: number): number =>
    wholeNumber(env[name] || String(defaultValue), name, min, max);
  return {
    inbox: {
      bucket: checkBucket(bucket, DURABLE_ENV.inboxBucket),
      region: checkRegion(region, DURABLE_ENV.inboxRegion),
    },
    prefix: checkPrefix(env[DURABLE_ENV.inboxPrefix] || DEFAULT_PREFIX, DURABLE_ENV.inboxPrefix),
    retry: readRetry(env[DURABLE_ENV.retry]),
    settleMs: number(DURABLE_ENV.settleMs, DEFAULT_SETTLE_MS, 0, 5000),
    slackMs: number(DURABLE_ENV.slackMs, DEFAULT_SLACK_MS, 0, 600_000),
    maxInFlight: number(DURABLE_ENV.maxInFlight, DEFAULT_MAX_IN_FLIGHT, 1, 10_000),
    reconcileTags: reconcile === "off" ? undefined : reconcile.split(",").filter((tag) => tag !== ""),
  };
}

/** @throws ConfigurationError that names the source of the prefix */
export function checkPrefix(prefix: string, source: string): string {
  if (PREFIX.test(prefix)) return prefix;
  throw new ConfigurationError(
    `${source} must be one to eight names of letters, digits, "_", "-" and ".", each followed by "/" (got ${JSON.stringify(prefix)})`,
  );
}

/** @throws ConfigurationError */
export function readRetry(text: string | undefined): RetryPolicy {
  if (!text) return DEFAULT_RETRY;
  const settings = parseObject(text);
  const number = (name: string, fallback: number, min: number, max: number): number =>
    wholeNumber(String(settings[name] ?? fallback), `${name} in ${DURABLE_ENV.retry}`, min, max);
  const { maxAttempts, firstDelayMs, maxDelayMs } = DEFAULT_RETRY;
  return {
    maxAttempts: number("maxAttempts", maxAttempts, 1, 100),
    firstDelayMs: number("firstDelay", firstDelayMs / 1000, 1, 86_400) * 1000,
    maxDelayMs: number("maxDelay", maxDelayMs / 1000, 1, 86_400) * 1000,
  };
}

function parseObject(text: string): Readonly<Record<string, number | string | undefined>> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === "object" && value !== null) return value as ReturnType<typeof parseObject>;
  } catch {
    // falls through to the rule
  }
  throw new ConfigurationError(
    `${DURABLE_ENV.retry} must be JSON such as {"maxAttempts":8,"firstDelay":30,"maxDelay":3600} (got ${JSON.stringify(text)})`,
  );
}
