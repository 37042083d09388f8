/** What the provider block, the environment and the shared credentials say, in this order. */
import { parseEndpoint } from "../api/client";
import type { Credentials } from "../api/sign";
import type { AssumeRole } from "./credentials/assume-role";
import { readSharedProfile } from "./credentials/shared-file";
import type { SharedProfile } from "./credentials/shared-file";
import { DiagnosticError, errorAt } from "./plugin/diagnostics";
import type { Diagnostic } from "./plugin/diagnostics";
import { isUnknown, UNKNOWN } from "./plugin/values";
import type { Unknown, Unresolved } from "./plugin/values";

const DEFAULT_REGION = "ap-guangzhou";
const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;
const MAX_SESSION_SECONDS = 43_200;

/** The provider block as Terraform gives it. */
export interface ProviderConfig {
  readonly secret_id: string | null;
  readonly secret_key: string | null;
  readonly security_token: string | null;
  readonly region: string | null;
  readonly profile: string | null;
  readonly shared_credentials_dir: string | null;
  readonly endpoint: string | null;
  readonly assume_role: readonly AssumeRoleConfig[] | null;
}

interface AssumeRoleConfig {
  readonly role_arn: string;
  readonly session_name: string;
  readonly session_duration: number | null;
  readonly policy: string | null;
  readonly external_id: string | null;
  readonly source_identity: string | null;
  readonly serial_number: string | null;
  readonly token_code: string | null;
}

export interface Configuration {
  readonly credentials: Credentials;
  readonly region: string;
  readonly endpoint?: string;
  readonly assumeRole?: AssumeRole;
}

/** True when the block depends on something that is known only after apply. */
export function isConfigurationUnknown(config: Unresolved<ProviderConfig>): boolean {
  const { assume_role: roles, ...rest } = config;
  if (isUnknown(roles) || Object.values(rest).some(isUnknown)) return true;
  return (roles ?? []).some((role) => isUnknown(role) || Object.values(role).some(isUnknown));
}

/** Checks of the block itself, before any other source is looked at. */
export function validateConfiguration(config: Unresolved<ProviderConfig>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const { region, endpoint, assume_role: roles } = config;
  if (typeof region === "string" && textOf(region)) problems.push(...checkRegion(region.trim(), ["region"]));
  if (typeof endpoint === "string" && textOf(endpoint)) problems.push(...checkEndpoint(endpoint.trim()));
  const role = isUnknown(roles) ? undefined : roles?.[0];
  const duration = isUnknown(role) ? undefined : role?.session_duration;
  if (
    typeof duration === "number" &&
    !(Number.isInteger(duration) && duration > 0 && duration <= MAX_SESSION_SECONDS)
  ) {
    const rule = `session_duration must be whole seconds from 1 to ${MAX_SESSION_SECONDS} (got ${duration})`;
    problems.push(errorAt(["assume_role", 0, "session_duration"], "Invalid session duration", rule));
  }
  return problems;
}

export function checkRegion(region: string, path: readonly string[]): readonly Diagnostic[] {
  if (REGION.test(region)) return [];
  return [
    errorAt(
      path,
      "Invalid region",
      `${path.join(".")} must be a region such as ap-guangzhou (got ${JSON.stringify(region)}).`,
    ),
  ];
}

function checkEndpoint(endpoint: string): readonly Diagnostic[] {
  try {
    parseEndpoint(endpoint);
    return [];
  } catch (error) {
    return [errorAt(["endpoint"], "Invalid endpoint", (error as Error).message)];
  }
}

/** @throws DiagnosticError when there are no credentials or a value is wrong */
export function resolveConfiguration(config: ProviderConfig, env: NodeJS.ProcessEnv): Configuration {
  const argument = (name: keyof Omit<ProviderConfig, "assume_role">, variable: string): string | undefined =>
    textOf(config[name]) ?? textOf(env[variable]);
  let shared: SharedProfile | undefined;
  const profile = (): SharedProfile =>
    (shared ??= sharedProfile(
      argument("shared_credentials_dir", "TENCENTCLOUD_SHARED_CREDENTIALS_DIR"),
      argument("profile", "TENCENTCLOUD_PROFILE") ?? "default",
    ));

  const secretId = argument("secret_id", "TENCENTCLOUD_SECRET_ID");
  const secretKey = argument("secret_key", "TENCENTCLOUD_SECRET_KEY");
  // A token in the environment belongs to the key in the environment, not to one in the block.
  const token =
    textOf(config.security_token) ??
    (textOf(config.secret_id) ? undefined : textOf(env["TENCENTCLOUD_SECURITY_TOKEN"]));
  const given = secretId && secretKey ? { secretId, secretKey, token } : undefined;
  const credentials = secretId || secretKey ? given : profile().credentials;
  if (!credentials) throw new DiagnosticError(missingCredentials(profile().path, secretId, secretKey));

  const region = argument("region", "TENCENTCLOUD_REGION") ?? profile().region ?? DEFAULT_REGION;
  const endpoint = argument("endpoint", "TENCENTCI_ENDPOINT");
  const problems = [
    ...checkRegion(region, ["region"]),
    ...(endpoint ? checkEndpoint(endpoint) : []),
    ...checkKey({
      secret_id: credentials.secretId,
      secret_key: credentials.secretKey,
      security_token: credentials.token,
    }),
  ];
  if (problems.length > 0) throw new DiagnosticError(problems);
  return { credentials, region, endpoint, assumeRole: assumeRole(config, env) };
}

/** Region of resources that name none, as far as it is known while other arguments are not. */
export function knownRegion(config: Unresolved<ProviderConfig>, env: NodeJS.ProcessEnv): string | Unknown {
  const { region, profile, shared_credentials_dir: directory } = config;
  if (isUnknown(region)) return UNKNOWN;
  const own = textOf(region) ?? textOf(env["TENCENTCLOUD_REGION"]);
  if (own !== undefined) return own;
  if (isUnknown(profile) || isUnknown(directory)) return UNKNOWN;
  const shared = sharedProfile(
    textOf(directory) ?? textOf(env["TENCENTCLOUD_SHARED_CREDENTIALS_DIR"]),
    textOf(profile) ?? textOf(env["TENCENTCLOUD_PROFILE"]) ?? "default",
  );
  return shared.region ?? DEFAULT_REGION;
}

/** A text without the blanks and line ends that editors and secret stores add; an empty one counts as not given. */
function textOf(value: string | null | undefined): string | undefined {
  return value?.trim() || undefined;
}

/** What a key must be to stand in a header. Messages show neither the key nor the character. */
function checkKey(key: Readonly<Record<string, string | undefined>>): readonly Diagnostic[] {
  return Object.entries(key).flatMap(([name, text = ""]) => {
    const place = text.search(/[^\x21-\x7e]/);
    if (place === -1) return [];
    const rule = `${name} must be letters, digits and signs without blanks and line ends (got another character at place ${place + 1} of ${text.length}).`;
    return [errorAt([name], "Unusable credentials", rule)];
  });
}

function sharedProfile(directory: string | undefined, profile: string): SharedProfile {
  try {
    return readSharedProfile(directory, profile);
  } catch (error) {
    throw new DiagnosticError(errorAt(["profile"], "Unreadable shared credentials", (error as Error).message));
  }
}

function missingCredentials(path: string, secretId?: string, secretKey?: string): Diagnostic {
  const half = secretId
    ? "a secret id without a secret key"
    : secretKey
      ? "a secret key without a secret id"
      : "neither";
  return {
    severity: "error",
    summary: "No Tencent Cloud credentials",
    detail:
      `secret_id and secret_key are needed (got ${half}). Set them in the provider block, or TENCENTCLOUD_SECRET_ID and ` +
      `TENCENTCLOUD_SECRET_KEY in the environment, or run \`tccli configure\`, which writes ${path}.`,
  };
}

function assumeRole({ assume_role: roles }: ProviderConfig, env: NodeJS.ProcessEnv): AssumeRole | undefined {
  const role = roles?.[0];
  const variable = (name: string): string | undefined => textOf(env[`TENCENTCLOUD_ASSUME_ROLE_${name}`]);
  const roleArn = textOf(role?.role_arn) ?? variable("ARN");
  const sessionName = textOf(role?.session_name) ?? variable("SESSION_NAME");
  if (!roleArn || !sessionName) return undefined;
  const duration = role?.session_duration ?? Number(variable("SESSION_DURATION") ?? Number.NaN);
  return {
    roleArn,
    sessionName,
    sessionDuration: Number.isInteger(duration) ? duration : undefined,
    policy: textOf(role?.policy),
    externalId: textOf(role?.external_id) ?? variable("EXTERNAL_ID"),
    sourceIdentity: textOf(role?.source_identity) ?? variable("SOURCE_IDENTITY"),
    serialNumber: textOf(role?.serial_number) ?? variable("SERIAL_NUMBER"),
    tokenCode: textOf(role?.token_code) ?? variable("TOKEN_CODE"),
  };
}
