import { Buffer } from "node:buffer";
import { HttpError } from "./response";

const SLASH = 0x2f;

/**
 * Letters, digits, "-", ".", "_" and "~" in percent-encoding, which is equivalent to the character itself. Secrets
 * contain only these characters.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-2.3
 */
const ENCODED_UNRESERVED = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi;

/** The parts of an HTTP request that the receiver needs. */
export interface HttpRequest {
  readonly method: string;
  /**
   * Last segment of the path, after any prefix: `/<secret>` behind a function URL, `/release/ci/<secret>` behind API
   * Gateway.
   */
  readonly lastSegment: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Address of the client as the platform reports it, not from a header that a client could send. */
  readonly source: string | undefined;
  /** Lower bound of the body's size in bytes, known without decoding. */
  readonly minBytes: number;
  /** Decoded on demand, because the bodies of unauthorized senders are never read. */
  readonly body: () => string | Uint8Array;
}

/**
 * Reads the event of a function URL, of API Gateway or of a load balancer (CLB). A function URL sends a subset of API
 * Gateway's fields. A load balancer sends `payload` instead of `body`, and method and path in optional headers.
 *
 * @throws HttpError 400 if the event has another shape: something other than the function's URL invoked it
 * @see https://cloud.tencent.com/document/product/583/96099 function URL
 * @see https://cloud.tencent.com/document/product/583/12513 API Gateway
 * @see https://cloud.tencent.com/document/product/583/52635 load balancer
 */
export function readRequest(event: unknown): HttpRequest {
  const fields = (event ?? {}) as Record<string, unknown>;
  const headers = lowerCaseNames(fields.headers);
  const isBalancer = fields.httpMethod === undefined && fields.payload !== undefined;
  const { method, path, source, body } = isBalancer ? balancerRequest(fields, headers) : urlRequest(fields, headers);
  if (
    typeof method !== "string" ||
    typeof path !== "string" ||
    !(body === undefined || body === null || typeof body === "string")
  ) {
    throw new HttpError(400, "not an HTTP request", "The event must have the text fields httpMethod, path and body");
  }
  const text = body ?? "";
  const base64 = isTrue(fields.isBase64Encoded);
  return {
    method: method.toUpperCase(),
    lastSegment: lastSegment(path),
    headers,
    source,
    minBytes: base64 ? Math.floor((text.length * 3) / 4) - 2 : text.length,
    body: () => (base64 ? Buffer.from(text, "base64") : text),
  };
}

type Headers = Readonly<Record<string, string>>;

/** Method, path and body, unchecked. */
interface Parts {
  readonly method: unknown;
  readonly path: unknown;
  readonly body: unknown;
  readonly source: string | undefined;
}

function urlRequest(event: Record<string, unknown>, headers: Headers): Parts {
  const { httpMethod: method, path, body, requestContext } = event;
  // Some function URLs have no request context; then the platform sets the header.
  return { method, path, body, source: sourceAddress(requestContext) ?? headers["x-scf-remote-addr"] };
}

/**
 * In the vendor's sample a JSON body arrives parsed; other bodies arrive as text. Without `X-Method` the method counts
 * as POST, which CI uses. Without `X-Uri` the secret is unknown, and the request is refused.
 */
function balancerRequest({ payload }: Record<string, unknown>, headers: Headers): Parts {
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { method: headers["x-method"] ?? "POST", path: headers["x-uri"] ?? "", body, source: headers["x-real-ip"] };
}

/** A load balancer writes the flag as text. */
function isTrue(flag: unknown): boolean {
  return flag === true || (typeof flag === "string" && flag.toLowerCase() === "true");
}

/** Decoded, without slashes at the end: proxies between the sender and the function may add and encode. */
function lastSegment(path: string): string {
  const stop = path.search(/[?#]/);
  let end = stop === -1 ? path.length : stop;
  while (end > 0 && path.charCodeAt(end - 1) === SLASH) end--;
  const segment = path.slice(path.lastIndexOf("/", end - 1) + 1, end);
  return segment.includes("%") ? segment.replace(ENCODED_UNRESERVED, decodeURIComponent) : segment;
}

/** API Gateway's name for the value. */
function sourceAddress(requestContext: unknown): string | undefined {
  const sourceIp = (requestContext as { sourceIp?: unknown } | undefined | null)?.sourceIp;
  return typeof sourceIp === "string" ? sourceIp : undefined;
}

/** Most platforms send lower-case names, and then nothing is copied. */
function lowerCaseNames(headers: unknown): Headers {
  if (typeof headers !== "object" || headers === null) return {};
  for (const name in headers) {
    if (name !== name.toLowerCase() || typeof (headers as Record<string, unknown>)[name] !== "string") {
      return lowerCased(headers);
    }
  }
  return headers as Headers;
}

function lowerCased(headers: object): Record<string, string> {
  const out: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") out[name.toLowerCase()] = value;
  return out;
}
