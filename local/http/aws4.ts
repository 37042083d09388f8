/**
 * Signatures of S3's clients (AWS4-HMAC-SHA256), which COS accepts besides its own.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @see https://cloud.tencent.com/document/product/436/37421
 */
import { createHash, createHmac } from "node:crypto";
import { encodeRfc3986 } from "../../api/sign";
import type { Credential } from "../options";
import { constantTimeEqual } from "./auth";
import type { AuthFailure } from "./auth";
import type { Request } from "./message";

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60_000;
const UNSIGNED = "UNSIGNED-PAYLOAD";
const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8}\/[a-z0-9-]+\/s3\/aws4_request), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Whether the request has such a signature. */
export function isAws4({ headers }: Pick<Request, "headers">): boolean {
  return headers.authorization?.startsWith(ALGORITHM) ?? false;
}

/** The signed parts of a request. */
export type Aws4Request = Pick<Request, "method" | "target" | "query" | "headers">;

/** The signature of a request. */
export function aws4Signature(
  request: Aws4Request,
  secretKey: string,
  scope: string,
  signedHeaders: readonly string[],
): string {
  const header = (name: string): string => String(request.headers[name] ?? "");
  const query = [...request.query].map((pair) => pair.map(encodeRfc3986).join("=")).sort();
  const canonical = [
    request.method,
    request.target.split("?")[0]!,
    query.join("&"),
    ...signedHeaders.map((name) => `${name}:${header(name).trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    header("x-amz-content-sha256"),
  ].join("\n");
  const toSign = [ALGORITHM, header("x-amz-date"), scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secretKey}`);
  return hmac(key, toSign).toString("hex");
}

/** Why a request must be refused; `undefined` if its signature is valid. */
export function checkAws4(request: Request, credentials: readonly Credential[], now: Date): AuthFailure | undefined {
  const { headers, body } = request;
  const [, secretId, scope, names, signature] = HEADER.exec(headers.authorization ?? "") ?? [];
  const time = timeOf(String(headers["x-amz-date"] ?? ""));
  if (signature === undefined || Number.isNaN(time)) return "malformed";
  const credential = credentials.find((candidate) => candidate.secretId === secretId);
  if (!credential) return "unknown";
  const payload = headers["x-amz-content-sha256"];
  if (payload !== UNSIGNED && payload !== sha256(body)) return "mismatch";
  const expected = aws4Signature(request, credential.secretKey, scope!, names!.split(";"));
  if (!constantTimeEqual(signature, expected)) return "mismatch";
  if (Math.abs(time - now.getTime()) > MAX_SKEW_MS) return "skewed";
  const token = String(headers["x-amz-security-token"] ?? "");
  return constantTimeEqual(token, credential.token ?? "") ? undefined : "token";
}

/** Milliseconds since 1970 for `20130524T000000Z`. */
function timeOf(text: string): number {
  const [, year, month, day, ...time] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${time.join(":")}Z`);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
