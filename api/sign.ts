/**
 * The request signature of COS and CI (XML API).
 *
 * @see https://cloud.tencent.com/document/product/436/7778
 */
import { createHash, createHmac } from "node:crypto";

/** A long-lived or temporary key of Tencent Cloud. */
export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Goes with a temporary key, such as the one in a function's environment. */
  readonly token?: string;
}

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded path, "/" and the object's key. */
  readonly path: string;
  /** Query parameters to sign, decoded; one without a value has "". */
  readonly query?: Readonly<Record<string, string>>;
  /** Headers to sign; `host` should always be among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Unix seconds between which a signature is valid. */
export interface KeyTime {
  readonly start: number;
  readonly end: number;
}

/** The value of the `Authorization` header. */
export function authorization(
  request: SignedRequest,
  { secretId, secretKey }: Pick<Credentials, "secretId" | "secretKey">,
  { start, end }: KeyTime,
): string {
  const keyTime = `${start};${end}`;
  const query = canonical(request.query ?? {});
  const headers = canonical(request.headers);
  const httpString = `${request.method.toLowerCase()}\n${request.path}\n${query.pairs}\n${headers.pairs}\n`;
  const stringToSign = `sha1\n${keyTime}\n${createHash("sha1").update(httpString).digest("hex")}\n`;
  const signKey = signKeyOf(secretKey, keyTime);
  return [
    "q-sign-algorithm=sha1",
    `q-ak=${secretId}`,
    `q-sign-time=${keyTime}`,
    `q-key-time=${keyTime}`,
    `q-header-list=${headers.names}`,
    `q-url-param-list=${query.names}`,
    `q-signature=${hmacSha1(signKey, stringToSign)}`,
  ].join("&");
}

/** What stands for itself in a URL. Most names and values consist of nothing else, and looking costs a third of encoding. */
const UNRESERVED = /^[\w.~-]*$/;

/** `encodeURIComponent`, and the characters that it leaves alone although RFC 3986 reserves them. */
export function encodeRfc3986(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonical(values: Readonly<Record<string, string>>): { names: string; pairs: string } {
  const encoded = Object.entries(values)
    .map(([name, value]) => [encodeRfc3986(name).toLowerCase(), encodeRfc3986(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    names: encoded.map(([name]) => name).join(";"),
    pairs: encoded.map(([name, value]) => `${name}=${value}`).join("&"),
  };
}

let latest = { secretKey: "", keyTime: "", signKey: "" };

/** The key of a time, which one request after another shares: see `CiClient`. */
function signKeyOf(secretKey: string, keyTime: string): string {
  if (latest.secretKey !== secretKey || latest.keyTime !== keyTime) {
    latest = { secretKey, keyTime, signKey: hmacSha1(secretKey, keyTime) };
  }
  return latest.signKey;
}

function hmacSha1(key: string, text: string): string {
  return createHmac("sha1", key).update(text).digest("hex");
}
