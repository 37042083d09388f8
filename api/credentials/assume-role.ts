/**
 * Temporary credentials of a role, by the STS call AssumeRole.
 *
 * @see https://www.tencentcloud.com/document/product/1150/49456
 */
import { CiApiError } from "../errors";
import type { Credentials } from "../sign";
import { callV3 } from "../v3/call";
import type { V3Options } from "../v3/call";

/** New credentials are fetched this long before the old ones end. */
const RENEW_BEFORE_S = 300;
export const DEFAULT_SESSION_SECONDS = 7200;

export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds. @default 7200 */
  readonly sessionDuration?: number;
  readonly policy?: string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly serialNumber?: string;
  readonly tokenCode?: string;
}

export interface StsOptions extends V3Options {
  readonly region: string;
  readonly signal?: AbortSignal;
  /** Called with the temporary key and its token before they are used. */
  readonly onSecret?: (secret: string) => void;
}

interface Session {
  readonly credentials: Credentials;
  /** Unix seconds. */
  readonly expires: number;
}

/** Credentials of the last role. Each role is assumed with the credentials of the previous one. */
export function rolesCredentials(
  source: Credentials,
  roles: readonly AssumeRole[],
  options: StsOptions,
): Credentials | (() => Promise<Credentials>) {
  return roles.reduce<Credentials | (() => Promise<Credentials>)>(
    (previous, role) =>
      roleCredentials(typeof previous === "function" ? previous : () => Promise.resolve(previous), role, options),
    source,
  );
}

/** Credentials of the role, fetched when first needed and renewed before they end. */
function roleCredentials(
  source: () => Promise<Credentials>,
  role: AssumeRole,
  options: StsOptions,
): () => Promise<Credentials> {
  let session: Promise<Session> | undefined;
  let renewAt = 0;
  return async () => {
    if (!session || Date.now() / 1000 > renewAt) {
      renewAt = Infinity; // until the answer arrives, all callers wait for this call
      const renewal = source().then((key) => assumeRole(key, role, options));
      session = renewal;
      renewal.then(
        ({ expires }) => (renewAt = expires - RENEW_BEFORE_S),
        () => (session = undefined),
      );
    }
    return (await session).credentials;
  };
}

async function assumeRole(source: Credentials, role: AssumeRole, options: StsOptions): Promise<Session> {
  const { region, signal, onSecret, ...rest } = options;
  const body = {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: role.sessionDuration ?? DEFAULT_SESSION_SECONDS,
    Policy: role.policy && encodeURIComponent(role.policy),
    ExternalId: role.externalId,
    SourceIdentity: role.sourceIdentity,
    SerialNumber: role.serialNumber,
    TokenCode: role.tokenCode,
  };
  // A second session is harmless: the first one expires.
  const call = { service: "sts", action: "AssumeRole", version: "2018-08-13", region, body, signal };
  const answer = (await callV3(call, source, rest)) as Answer;
  const { Credentials: key, ExpiredTime: expires = 0, RequestId: requestId = "" } = answer;
  if (!key?.TmpSecretId || !key.TmpSecretKey || !key.Token) {
    const where = "POST sts.tencentcloudapi.com/ AssumeRole";
    throw new CiApiError(200, "", "the answer has no credentials", requestId, where);
  }
  onSecret?.(key.TmpSecretKey);
  onSecret?.(key.Token);
  return { credentials: { secretId: key.TmpSecretId, secretKey: key.TmpSecretKey, token: key.Token }, expires };
}

interface Answer {
  readonly RequestId?: string;
  readonly Credentials?: { readonly TmpSecretId?: string; readonly TmpSecretKey?: string; readonly Token?: string };
  readonly ExpiredTime?: number;
}
