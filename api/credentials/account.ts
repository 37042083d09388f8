/**
 * Finds key and region: in a provider block, then in the environment, then in the profile of `tccli`. The
 * vendor's provider reads them in this order (`providerConfigure` of its 1.83.25), and so do tencentci and the commands.
 */
import type { Credentials } from "../sign";
import type { AssumeRole } from "./assume-role";
import { profilePath, readSharedProfile } from "./shared-profile";

export const DEFAULT_REGION = "ap-guangzhou";

/** Arguments of a provider block. An empty text counts as not set. */
export interface AccountSettings {
  readonly secret_id?: string | null;
  readonly secret_key?: string | null;
  readonly security_token?: string | null;
  readonly region?: string | null;
  readonly profile?: string | null;
  readonly shared_credentials_dir?: string | null;
}

/** The key, region and roles that were found. */
export interface Account {
  /** @default - no key, or only half of it */
  readonly credentials?: Credentials;
  readonly region: string;
  /** Roles to assume in turn, before the provider block's. */
  readonly roles: readonly AssumeRole[];
  /** The half of the key that is set, if the other is missing. */
  readonly half?: "id" | "key";
  /** File of the profile. */
  readonly path: string;
}

/** @throws TypeError for a profile whose file is not a JSON object */
export function findAccount(settings: AccountSettings, env: NodeJS.ProcessEnv): Account {
  const argument = (name: keyof AccountSettings, variable: string): string | undefined =>
    plainText(settings[name]) ?? plainText(env[variable]);
  const secretId = argument("secret_id", "TENCENTCLOUD_SECRET_ID");
  const secretKey = argument("secret_key", "TENCENTCLOUD_SECRET_KEY");
  // A token in the environment belongs to the key in the environment, not to one in the block.
  const token =
    plainText(settings.security_token) ??
    (plainText(settings.secret_id) ? undefined : plainText(env["TENCENTCLOUD_SECURITY_TOKEN"]));
  const directory = argument("shared_credentials_dir", "TENCENTCLOUD_SHARED_CREDENTIALS_DIR");
  const name = argument("profile", "TENCENTCLOUD_PROFILE") ?? "default";
  // With an explicit key, the profile and its region are ignored.
  const hasExplicitKey = secretId !== undefined || secretKey !== undefined;
  const profile = hasExplicitKey ? undefined : readSharedProfile(directory, name);
  const fromEnvironment = secretId && secretKey ? { secretId, secretKey, token } : undefined;
  return {
    credentials: profile?.credentials ?? fromEnvironment,
    region: argument("region", "TENCENTCLOUD_REGION") ?? profile?.region ?? DEFAULT_REGION,
    roles: [profile?.role, roleOfEnvironment(env)].filter((role) => role !== undefined),
    half: hasExplicitKey && !fromEnvironment ? (secretId ? "id" : "key") : undefined,
    path: profilePath(directory, name),
  };
}

/** The role that the environment names. */
export function roleOfEnvironment(env: NodeJS.ProcessEnv): AssumeRole | undefined {
  const variable = (name: string): string | undefined => plainText(env[`TENCENTCLOUD_ASSUME_ROLE_${name}`]);
  const [roleArn, sessionName] = [variable("ARN"), variable("SESSION_NAME")];
  if (!roleArn || !sessionName) return undefined;
  const duration = Number(variable("SESSION_DURATION") ?? Number.NaN);
  return {
    roleArn,
    sessionName,
    sessionDuration: Number.isInteger(duration) ? duration : undefined,
    externalId: variable("EXTERNAL_ID"),
    sourceIdentity: variable("SOURCE_IDENTITY"),
    serialNumber: variable("SERIAL_NUMBER"),
    tokenCode: variable("TOKEN_CODE"),
  };
}

/** A text without the blanks and line ends that editors and secret stores add; an empty one counts as not set. */
export function plainText(value: string | null | undefined): string | undefined {
  return value?.trim() || undefined;
}
