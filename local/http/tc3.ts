/**
 * Signatures of API 3.0 (TC3-HMAC-SHA256): creation and check.
 *
 * @see https://cloud.tencent.com/document/api/213/30654
 */
import { createHash, createHmac } from "node:crypto";
import type { Credential } from "../options";
import { constantTimeEqual } from "./auth";
import type { AuthFailure } from "./auth";
import type { Request } from "./message";

/** Maximum difference between the clocks of client and server. */
const MAX_SKEW_S = 300;
const HEADER =
  /^TC3-HMAC-SHA256 Credential=([^/,]+)\/(\d{4}-\d\d-\d\d)\/([a-z0-9]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** The signed parts of a request. */
export interface Tc3Request {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  /** The signed headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Time and service of a signature. */
export interface Tc3Scope {
  readonly service: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** The Authorization header of a request. */
export function tc3Authorization(request: Tc3Request, { secretId, secretKey }: Credential, scope: Tc3Scope): string {
  const date = dateOf(scope.timestamp);
  const names = Object.keys(request.headers).sort();
  const [path = "/", query = ""] = request.target.split(/\?(.*)/s);
  const canonical = [
    request.method,
    path,
    query,
    ...names.map((name) => `${name}:${request.headers[name]!.trim().toLowerCase()}`),
    "",
    names.join(";"),
    sha256(request.body),
  ].join("\n");
  const credentialScope = `${date}/${scope.service}/tc3_request`;
  const toSign = ["TC3-HMAC-SHA256", scope.timestamp, credentialScope, sha256(canonical)].join("\n");
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), scope.service), "tc3_request");
  const signature = hmac(key, toSign).toString("hex");
  return `TC3-HMAC-SHA256 Credential=${secretId}/${credentialScope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** Why a request to API 3.0 must be refused; `undefined` if its signature is valid. */
export function checkTc3(
  { method, target, headers, body }: Request,
  service: string,
  credentials: readonly Credential[],
  now: Date,
): AuthFailure | undefined {
  const header = headers.authorization;
  if (header === undefined || header === "") return "missing";
  const [, secretId, date, signedService, names, signature] = HEADER.exec(header) ?? [];
  const timestamp = Number(headers["x-tc-timestamp"]);
  if (signature === undefined || !Number.isSafeInteger(timestamp)) return "malformed";
  const signedNames = names!.split(";");
  if (!["content-type", "host"].every((name) => signedNames.includes(name))) return "malformed";
  const credential = credentials.find((candidate) => candidate.secretId === secretId);
  if (!credential) return "unknown";
  if (date !== dateOf(timestamp) || signedService !== service) return "mismatch";

  const signed = Object.fromEntries(signedNames.map((name) => [name, String(headers[name] ?? "")]));
  const expected = tc3Authorization({ method, target, headers: signed, body }, credential, { service, timestamp });
  if (!constantTimeEqual(signature, expected.slice(expected.lastIndexOf("=") + 1))) return "mismatch";
  const seconds = now.getTime() / 1000;
  if (timestamp < seconds - MAX_SKEW_S) return "expired";
  if (timestamp > seconds + MAX_SKEW_S) return "skewed";
  return constantTimeEqual(String(headers["x-tc-token"] ?? ""), credential.token ?? "") ? undefined : "token";
}

/** The day in UTC. */
function dateOf(timestamp: number): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
