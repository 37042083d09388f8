/** Settings from the provider block, the environment and the shared credentials, in this order. */
import { parseEndpoint } from "../api/client";
import { DEFAULT_REGION, findAccount, plainText, roleOfEnvironment } from "../api/credentials/account";
import type { Account, AccountSettings } from "../api/credentials/account";
import type { AssumeRole } from "../api/credentials/assume-role";
import type { Credentials } from "../api/sign";
import { DiagnosticError, errorAt } from "./plugin/diagnostics";
import type { Diagnostic } from "./plugin/diagnostics";
import { isUnknown, UNKNOWN } from "./plugin/values";
import type { Unknown, Unresolved } from "./plugin/values";

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
  /** Roles to assume, in this order. */
  readonly roles: readonly AssumeRole[];
}

/** True when the block depends on something that is known only after apply. */
export function isConfigurationUnknown(config: Unresolved<ProviderConfig>): boolean {
  const { assume_role: roles, ...rest } = config;
  if (isUnknown(roles) || Object.values(rest).some(isUnknown)) return true;
  return (roles ?? []).some((role) => isUnknown(role) || Object.values(role).some(isUnknown));
}

/** Checks of the block alone, before other sources are read. */
export function validateConfiguration(config: Unresolved<ProviderConfig>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const { region, endpoint, assume_role: roles } = config;
  if (typeof region === "string" && plainText(region)) problems.push(...checkRegion(region.trim(), ["region"]));
  if (typeof endpoint === "string" && plainText(endpoint)) problems.push(...checkEndpoint(endpoint.trim()));
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
  const account = accountOf(config, env);
  const { credentials, region } = account;
  if (!credentials) throw new DiagnosticError(missingCredentials(account));
  const endpoint = plainText(config.endpoint) ?? plainText(env["TENCENTCI_ENDPOINT"]);
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
  return { credentials, region, endpoint, roles: rolesOf(account, config, env) };
}

/** Region of resources without their own; may be known while other arguments are not. */
export function knownRegion(config: Unresolved<ProviderConfig>, env: NodeJS.ProcessEnv): string | Unknown {
  const { region, profile, shared_credentials_dir, secret_id, secret_key } = config;
  if (isUnknown(region)) return UNKNOWN;
  const configuredRegion = plainText(region) ?? plainText(env["TENCENTCLOUD_REGION"]);
  if (configuredRegion !== undefined) return configuredRegion;
  if (isUnknown(profile) || isUnknown(shared_credentials_dir)) return UNKNOWN;
  // An unknown key counts as a key.
  if (isUnknown(secret_id) || isUnknown(secret_key)) return DEFAULT_REGION;
  return accountOf({ region, profile, shared_credentials_dir, secret_id, secret_key }, env).region;
}

/** A key must fit in a header. Messages show neither the key nor the character. */
function checkKey(key: Readonly<Record<string, string | undefined>>): readonly Diagnostic[] {
  return Object.entries(key).flatMap(([name, text = ""]) => {
    const index = text.search(/[^\x21-\x7e]/);
    if (index === -1) return [];
    const rule = `${name} must be visible ASCII characters (got another one at position ${index + 1} of ${text.length}).`;
    return [errorAt([name], "Unusable credentials", rule)];
  });
}

function accountOf(settings: AccountSettings, env: NodeJS.ProcessEnv): Account {
  try {
    return findAccount(settings, env);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DiagnosticError(errorAt(["profile"], "Unreadable shared credentials", error.message));
  }
}

function missingCredentials({ half, path }: Account): Diagnostic {
  const got = { id: "a secret id without a secret key", key: "a secret key without a secret id" };
  return {
    severity: "error",
    summary: "No Tencent Cloud credentials",
    detail:
      `secret_id and secret_key are needed (got ${half ? got[half] : "neither"}). Set them in the provider block, or ` +
      `TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or run \`tccli configure\`, which writes ${path}.`,
  };
}

/** Roles to assume in turn, as the vendor's provider does: the profile's, the environment's, the block's. */
function rolesOf(
  { roles }: Account,
  { assume_role: blocks }: ProviderConfig,
  env: NodeJS.ProcessEnv,
): readonly AssumeRole[] {
  const block = blocks?.[0];
  const roleOfEnv = roleOfEnvironment(env);
  const roleArn = plainText(block?.role_arn) ?? roleOfEnv?.roleArn;
  const sessionName = plainText(block?.session_name) ?? roleOfEnv?.sessionName;
  if (!block || !roleArn || !sessionName) return roles;
  const own: AssumeRole = {
    ...roleOfEnv,
    roleArn,
    sessionName,
    sessionDuration: block.session_duration ?? roleOfEnv?.sessionDuration,
    policy: plainText(block.policy),
    externalId: plainText(block.external_id) ?? roleOfEnv?.externalId,
    sourceIdentity: plainText(block.source_identity) ?? roleOfEnv?.sourceIdentity,
    serialNumber: plainText(block.serial_number) ?? roleOfEnv?.serialNumber,
    tokenCode: plainText(block.token_code) ?? roleOfEnv?.tokenCode,
  };
  // The block's entry for a role replaces the environment's.
  return [...roles.filter((role) => role.roleArn !== roleArn), own];
}
