import type { IConstruct } from "constructs";
import type { CallbackSecret } from "./callback-secret";
import { checkInteger, checkOneOf, checkText, isKnown } from "./check";
import { ValidationError } from "./errors";

/** What the handler reads; the names are a contract with handler/. */
const RESERVED_PREFIX = "CI_CALLBACK_";

/** The platform's limit for names and values together. */
const MAX_ENVIRONMENT_BYTES = 4096;

/** Two secrets and a comma: what the environment holds during a rotation. */
const SECRETS_BYTES = 65;

/** Largest synchronous request that the platform lets through. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How much the handler logs. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Options that reach the handler as environment variables. */
export interface FunctionEnvironmentOptions {
  /**
   * Environment of the user's code. Names start with a letter; those that start with `CI_CALLBACK_` are taken. At most
   * 4 KB in all.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Least level that is logged.
   *
   * @default "info"
   */
  readonly logLevel?: LogLevel;

  /**
   * Largest callback body in bytes, up to 6 MiB; a larger one is answered with 413 and not read further.
   *
   * @default 1048576
   */
  readonly maxBodyBytes?: number;
}

/** Environment of a callback function: the user's variables and the handler's settings. */
export function functionEnvironment(
  scope: IConstruct,
  secret: CallbackSecret,
  options: FunctionEnvironmentOptions,
): Record<string, string> {
  const { environment = {}, logLevel, maxBodyBytes } = options;
  for (const name of Object.keys(environment)) checkName(scope, name);
  checkOneOf(scope, "Log level", logLevel, LOG_LEVELS);
  checkInteger(scope, "Largest callback body", maxBodyBytes, { min: 1, max: MAX_BODY_BYTES, unit: "bytes" });

  const settings = {
    ...(logLevel && { CI_CALLBACK_LOG_LEVEL: logLevel }),
    ...(maxBodyBytes && { CI_CALLBACK_MAX_BODY_BYTES: String(maxBodyBytes) }),
  };
  const result = { ...environment, ...settings, CI_CALLBACK_SECRETS: secret.accepted };
  checkSize(scope, { ...result, CI_CALLBACK_SECRETS: "x".repeat(SECRETS_BYTES) });
  return result;
}

function checkName(scope: IConstruct, name: string): void {
  checkText(scope, "Name of an environment variable", name, /^[A-Za-z]\w+$/, "be a letter, then letters, digits and _");
  if (name.startsWith(RESERVED_PREFIX)) {
    throw new ValidationError(
      `Name of an environment variable must not start with ${RESERVED_PREFIX} (got ${name}): the handler's own settings have props`,
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
