/**
 * Temporary credentials of a role, by the STS call AssumeRole.
 *
 * @see https://www.tencentcloud.com/document/product/1150/49456
 */
import type { Agent } from "node:http";
import { CiApiError } from "../../api/errors";
import { withRetry } from "../../api/retry";
import type { RetryOptions } from "../../api/retry";
import type { Credentials } from "../../api/sign";
import type { Transport } from "../../api/transport";
import { tc3Headers } from "./tc3";

const HOST = "sts.tencentcloudapi.com";
const TIMEOUT_MS = 30_000;
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

export interface StsOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly transport: Transport;
  readonly agent: (origin: URL) => Promise<Agent | undefined>;
  readonly retry?: RetryOptions;
  readonly signal?: AbortSignal;
  /** Told the temporary key before anybody else. */
  readonly onSecret?: (secret: string) => void;
}

interface Session {
  readonly credentials: Credentials;
  /** Unix seconds. */
  readonly expires: number;
}

/** Credentials of the role, fetched when first needed and renewed before they end. */
export function roleCredentials(
  source: Credentials,
  role: AssumeRole,
  options: StsOptions,
): () => Promise<Credentials> {
  let session: Promise<Session> | undefined;
  let renewAt = 0;
  return async () => {
    if (!session || Date.now() / 1000 > renewAt) {
      renewAt = Infinity; // until the answer is there, everybody waits for this one call
      const renewal = assumeRole(source, role, options);
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
  const { region, endpoint, transport, agent, retry, signal, onSecret } = options;
  const origin = new URL(endpoint ?? `https://${HOST}`);
  const body = JSON.stringify({
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: role.sessionDuration ?? DEFAULT_SESSION_SECONDS,
    Policy: role.policy && encodeURIComponent(role.policy),
    ExternalId: role.externalId,
    SourceIdentity: role.sourceIdentity,
    SerialNumber: role.serialNumber,
    TokenCode: role.tokenCode,
  });
  const call = async (): Promise<Session> => {
    const timestamp = Math.floor(Date.now() / 1000);
    const answer = await transport({
      method: "POST",
      origin,
      path: "/",
      headers: {
        ...tc3Headers({ service: "sts", host: HOST, body, timestamp }, source),
        "content-length": String(Buffer.byteLength(body)),
        "x-tc-action": "AssumeRole",
        "x-tc-version": "2018-08-13",
        "x-tc-region": region,
      },
      body,
      agent: await agent(origin),
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return readSession(answer.status, answer.body.toString("utf8"), onSecret);
  };
  // A second session does no harm: the first one ends by itself.
  return withRetry(call, { safeToRepeat: true, signal }, retry);
}

interface Answer {
  readonly Response?: {
    readonly RequestId?: string;
    readonly Error?: { readonly Code?: string; readonly Message?: string };
    readonly Credentials?: { readonly TmpSecretId?: string; readonly TmpSecretKey?: string; readonly Token?: string };
    readonly ExpiredTime?: number;
  };
}

function readSession(status: number, body: string, onSecret: StsOptions["onSecret"]): Session {
  const { Error: error, Credentials: key, ExpiredTime: expires = 0, RequestId = "" } = parse(body)?.Response ?? {};
  if (!key?.TmpSecretId || !key.TmpSecretKey || !key.Token) {
    const reason = error?.Message ?? "the answer has no credentials";
    throw new CiApiError(status, error?.Code ?? "", reason, RequestId, `POST ${HOST}/ AssumeRole`);
  }
  onSecret?.(key.TmpSecretKey);
  onSecret?.(key.Token);
  return { credentials: { secretId: key.TmpSecretId, secretKey: key.TmpSecretKey, token: key.Token }, expires };
}

function parse(body: string): Answer | undefined {
  try {
    return JSON.parse(body) as Answer;
  } catch {
    return undefined;
  }
}
