import { Buffer } from "node:buffer";
import { HttpError } from "./response";

/** What the receiver needs of an HTTP request. */
export interface HttpRequest {
  readonly method: string;
  /** Last segment of the path, whatever precedes it: `/<secret>` behind a function URL, `/release/ci/<secret>` behind API Gateway. */
  readonly lastSegment: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the request comes from, as the platform says; no header that a client could send. */
  readonly source: string | undefined;
  /** The body has at least this many bytes; known without decoding or counting it. */
  readonly minBytes: number;
  /** Decoded on demand, since most strangers' bodies are never looked at. */
  readonly body: () => string | Uint8Array;
}

/**
 * Reads the event of a function URL or of API Gateway; the first is the second with fewer fields.
 *
 * @throws HttpError 400 when the event has another shape: the function was invoked by something else than its URL
 * @see https://cloud.tencent.com/document/product/583/96099
 * @see https://cloud.tencent.com/document/product/583/12513
 */
export function readRequest(event: unknown): HttpRequest {
  const { requestContext, httpMethod, path, headers, body, isBase64Encoded } = (event ?? {}) as Record<string, unknown>;
  if (
    typeof httpMethod !== "string" ||
    typeof path !== "string" ||
    !(body === undefined || body === null || typeof body === "string")
  ) {
    throw new HttpError(400, "not an HTTP request", "The event must have the text fields httpMethod, path and body");
  }
  const text = body ?? "";
  const byName = lowerCaseNames(headers);
  const base64 = isBase64Encoded === true;
  return {
    method: httpMethod.toUpperCase(),
    lastSegment: lastSegment(path),
    headers: byName,
    source: sourceAddress(requestContext) ?? byName["x-scf-remote-addr"],
    minBytes: base64 ? Math.floor((text.length * 3) / 4) - 2 : text.length,
    body: () => (base64 ? Buffer.from(text, "base64") : text),
  };
}

function lastSegment(path: string): string {
  const end = path.search(/[?#]/);
  const clean = end === -1 ? path : path.slice(0, end);
  return clean.slice(clean.lastIndexOf("/") + 1);
}

/** API Gateway's word for it. A function URL has no request context, and its platform sets the header. */
function sourceAddress(requestContext: unknown): string | undefined {
  const sourceIp = (requestContext as { sourceIp?: unknown } | undefined | null)?.sourceIp;
  return typeof sourceIp === "string" ? sourceIp : undefined;
}

/** Most platforms write them so already, and then nothing is copied. */
function lowerCaseNames(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== "object" || headers === null) return {};
  for (const name in headers) {
    if (name !== name.toLowerCase() || typeof (headers as Record<string, unknown>)[name] !== "string") {
      return lowerCased(headers);
    }
  }
  return headers as Readonly<Record<string, string>>;
}

function lowerCased(headers: object): Record<string, string> {
  const out: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") out[name.toLowerCase()] = value;
  return out;
}
