/**
 * The request signature of Tencent Cloud's API 3.0.
 *
 * @see https://cloud.tencent.com/document/api/1312/48202
 */
import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../sign";

export interface Tc3Request {
  readonly service: string;
  readonly host: string;
  readonly body: string;
  /** Unix seconds. */
  readonly timestamp: number;
}

const CONTENT_TYPE = "application/json; charset=utf-8";
const SIGNED_HEADERS = "content-type;host";

/** The headers that authenticate a POST with a JSON body. */
export function tc3Headers(
  { service, host, body, timestamp }: Tc3Request,
  { secretId, secretKey, token }: Credentials,
): Record<string, string> {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const headers = `content-type:${CONTENT_TYPE}\nhost:${host}\n`;
  const canonicalRequest = ["POST", "/", "", headers, SIGNED_HEADERS, sha256(body)].join("\n");
  const stringToSign = ["TC3-HMAC-SHA256", timestamp, scope, sha256(canonicalRequest)].join("\n");
  const key = [date, service, "tc3_request"].reduce<string | Buffer>(hmac, `TC3${secretKey}`);
  const signature = hmac(key, stringToSign).toString("hex");
  return {
    host,
    "content-type": CONTENT_TYPE,
    "x-tc-timestamp": String(timestamp),
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`,
    ...(token && { "x-tc-token": token }),
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
