import { isIP } from "node:net";
import { Fn } from "cdktf";
import type { IConstruct } from "constructs";
import type { CallbackSecret } from "./callback-secret";
import { checkInteger, checkOneOf, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { QueueSettings } from "../ingress/endpoint";

/** Variables that the handler reads, and variables that the platform sets. */
const RESERVED_PREFIXES = ["CI_CALLBACK_", "SCF_", "QCLOUD_", "TENCENTCLOUD_"];

/** The platform's limit for all names and values together. */
const MAX_ENVIRONMENT_BYTES = 4096;

/** Two secrets and a comma: the value during a rotation. */
const SECRETS_BYTES = 65;

/** Maximum size of a synchronous request on the platform. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** Lowest severity that the handler logs. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Options that reach the handler as environment variables. */
export interface FunctionEnvironmentOptions {
  /**
   * Environment of your code, at most 4 KB in total. Names have 2 to 64 letters, digits and `_`, start with a letter
   * but not with `CI_CALLBACK_`, `SCF_`, `QCLOUD_` or `TENCENTCLOUD_`.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Lowest level that is logged.
   *
   * @default "info"
   */
  readonly logLevel?: LogLevel;

  /**
   * Maximum size of a callback body in bytes, up to 6 MiB. A larger body is answered with 413 and not read further.
   *
   * @default 1048576
   */
  readonly maxBodyBytes?: number;

  /**
   * Networks that may call, such as `203.0.113.0/24`, or single addresses. Others get the answer for a wrong secret. CI
   * publishes no list of its addresses, so this adds to the secret and does not replace it.
   *
   * @default - all
   */
  readonly allowedCidrs?: readonly string[];

  /**
   * Trusted callbacks: `"secret"`, any callback to the secret URL; `"readback"`, only CI's own answer about the same
   * job or run. This creates a role, and costs a call to CI for each callback.
   *
   * @default "secret"
   */
  readonly verify?: "secret" | "readback";
}

/** Role of a function in durable delivery. */
export interface FunctionDelivery {
  readonly role: "receiver" | "worker" | "sweeper" | "submitter";
  /** The handler's own variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings that do not come from the options. */
export interface EnvironmentContext {
  /** Evaluated only if the function is called from outside. */
  readonly secret: () => CallbackSecret;
  /** Bucket of the jobs. */
  readonly bucket?: string;
  readonly region?: string;
  /** @default - inline delivery */
  readonly delivery?: FunctionDelivery;
  /** @default - requests bring the callbacks */
  readonly queue?: QueueSettings;
}

/** Environment of a callback function: the user's variables and the handler's settings. */
export function functionEnvironment(
  scope: IConstruct,
  { secret, bucket, region, delivery, queue }: EnvironmentContext,
  options: FunctionEnvironmentOptions,
): Record<string, string> {
  const { environment = {}, logLevel, maxBodyBytes, allowedCidrs, verify } = options;
  for (const name of Object.keys(environment)) checkName(scope, name);
  checkOneOf(scope, "Log level", logLevel, LOG_LEVELS);
  checkInteger(scope, "Maximum callback body", maxBodyBytes, { min: 1, max: MAX_BODY_BYTES, unit: "bytes" });
  checkCidrs(scope, allowedCidrs);
  checkOneOf(scope, "Verification", verify, ["secret", "readback"]);
  if (verify === "readback" && bucket === undefined) {
    throw new ValidationError(
      'Verification "readback" must have the bucket of the jobs: give bucket (got none)',
      scope,
    );
  }

  if (queue && allowedCidrs !== undefined) {
    throw new ValidationError(
      "Allowed CIDR blocks must be left out behind a queue (got some): a message has no caller",
      scope,
    );
  }

  const settings = {
    CI_CALLBACK_LOG_LEVEL: logLevel,
    CI_CALLBACK_MAX_BODY_BYTES: maxBodyBytes === undefined ? undefined : String(maxBodyBytes),
    CI_CALLBACK_ALLOWED_CIDRS: allowedCidrs && joined(allowedCidrs),
    CI_CALLBACK_VERIFY: verify === "readback" ? verify : undefined,
    CI_CALLBACK_BUCKET: bucket,
    CI_CALLBACK_REGION: region,
    CI_CALLBACK_DELIVERY: delivery?.role,
    CI_CALLBACK_INGRESS: queue && "queue",
    CI_CALLBACK_ATTEMPTS: queue?.attempts === undefined ? undefined : String(queue.attempts),
    ...delivery?.settings,
  };
  const variables = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const result = { ...environment, ...Object.fromEntries(variables) };
  checkSize(scope, { ...result, CI_CALLBACK_SECRETS: "x".repeat(SECRETS_BYTES) });
  // A function that is not called from outside does not need the secret.
  const isCalled = !queue && (delivery === undefined || delivery.role === "receiver");
  return isCalled ? { ...result, CI_CALLBACK_SECRETS: secret().accepted } : result;
}

/** Joins values with commas, also if the list is not known yet. */
export function joined(values: readonly string[]): string {
  return isKnown(values) ? values.join(",") : Fn.join(",", values as string[]);
}

function checkName(scope: IConstruct, name: string): void {
  const rule = "be a letter and 1 to 63 more letters, digits and _";
  checkText(scope, "Name of an environment variable", name, /^[A-Za-z]\w{1,63}$/, rule);
  const reserved = RESERVED_PREFIXES.find((prefix) => name.startsWith(prefix));
  if (reserved)
    throw new ValidationError(`Name of an environment variable must not start with ${reserved} (got ${name})`, scope);
}

function checkCidrs(scope: IConstruct, cidrs: readonly string[] | undefined): void {
  if (!isKnown(cidrs)) return;
  if (cidrs.length === 0) {
    throw new ValidationError(
      "Allowed CIDR blocks must include at least one (got none): leave them out to allow all",
      scope,
    );
  }
  for (const cidr of cidrs.filter(isKnown)) {
    const [address = "", bits = "0", ...rest] = cidr.split("/");
    const width = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
    if (rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= width) continue;
    throw new ValidationError(
      `Allowed CIDR block must be an address, with a prefix length or without (got ${JSON.stringify(cidr)})`,
      scope,
    );
  }
}

function checkSize(scope: IConstruct, environment: Record<string, string>): void {
  const known = Object.entries(environment).flatMap(([name, value]) => [name, isKnown(value) ? value : ""]);
  const size = Buffer.byteLength(known.join(""));
  if (size <= MAX_ENVIRONMENT_BYTES) return;
  throw new ValidationError(
    `Environment must have at most ${MAX_ENVIRONMENT_BYTES} bytes of names and values, the handler's own included (got ${size})`,
    scope,
  );
}
