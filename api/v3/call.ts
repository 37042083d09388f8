/**
 * One call of Tencent Cloud's API 3.0: a signed POST with JSON, answered with JSON.
 *
 * @see https://cloud.tencent.com/document/api/1312/48202
 */
import type { Agent } from "node:http";
import { CiApiError } from "../errors";
import { withRetry } from "../retry";
import type { RetryOptions } from "../retry";
import type { Credentials } from "../sign";
import { send } from "../transport";
import type { Transport } from "../transport";
import { tc3Headers } from "./tc3";

const TIMEOUT_MS = 30_000;

export interface V3Call {
  /** Such as `scf`: the host's first label. */
  readonly service: string;
  /** Such as `GetFunction`. */
  readonly action: string;
  /** Such as `2018-04-16`. */
  readonly version: string;
  /** @default - none, for a call without region */
  readonly region?: string;
  /** Parameters; those that are undefined are left out. */
  readonly body: Readonly<Record<string, unknown>>;
  /** True if a repetition has the same effect as one call. @default true */
  readonly safeToRepeat?: boolean;
  readonly signal?: AbortSignal;
}

export interface V3Options {
  /** Server to connect to instead of Tencent Cloud. The Host header still names the service. */
  readonly endpoint?: string;
  /** @default `send` of transport.ts */
  readonly transport?: Transport;
  readonly agent?: (origin: URL) => Agent | undefined | Promise<Agent | undefined>;
  readonly retry?: RetryOptions;
  /** @default 30000 */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Members of an answer. */
export type V3Answer = Readonly<Record<string, unknown>>;

/**
 * The answer to a call.
 *
 * @throws CiApiError when the service refuses, TransportError if no answer arrives
 */
export function callV3(call: V3Call, credentials: Credentials, options: V3Options = {}): Promise<V3Answer> {
  const { safeToRepeat = true, signal } = call;
  return withRetry(() => sendOnce(call, credentials, options), { safeToRepeat, signal }, options.retry);
}

async function sendOnce(call: V3Call, credentials: Credentials, options: V3Options): Promise<V3Answer> {
  const { service, action, version, region, signal } = call;
  const { endpoint, transport = send, agent, timeoutMs = TIMEOUT_MS, now = Date.now } = options;
  const host = `${service}.tencentcloudapi.com`;
  const origin = new URL(endpoint ?? `https://${host}`);
  const body = JSON.stringify(call.body);
  const timestamp = Math.floor(now() / 1000);
  const answer = await transport({
    method: "POST",
    origin,
    path: "/",
    headers: {
      ...tc3Headers({ service, host, body, timestamp }, credentials),
      "content-length": String(Buffer.byteLength(body)),
      "x-tc-action": action,
      "x-tc-version": version,
      ...(region !== undefined && { "x-tc-region": region }),
    },
    body,
    agent: await agent?.(origin),
    signal,
    timeoutMs,
  });
  const members = parse(answer.body.toString("utf8"));
  const { Error: error, RequestId: requestId = "" } = (members ?? {}) as Refusal;
  if (members && !error && answer.status >= 200 && answer.status < 300) return members;
  const date = new Date(answer.headers.date ?? "");
  throw new CiApiError(
    answer.status,
    error?.Code ?? "",
    error?.Message ?? "the answer is not one of API 3.0",
    requestId,
    `POST ${host}/ ${action}`,
    Number.isNaN(date.getTime()) ? undefined : date,
  );
}

interface Refusal {
  readonly RequestId?: string;
  readonly Error?: { readonly Code?: string; readonly Message?: string };
}

function parse(body: string): V3Answer | undefined {
  try {
    const { Response } = JSON.parse(body) as { readonly Response?: unknown };
    return typeof Response === "object" && Response !== null ? (Response as V3Answer) : undefined;
  } catch {
    return undefined;
  }
}
