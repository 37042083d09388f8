import { Buffer } from "node:buffer";
import type { ScfFunction } from "../handler";
import type { HttpResponse } from "../http/response";
import { HttpError, refused } from "../http/response";
import { createLog } from "../log";

/** A request whose body has been read. */
export interface ServerRequest {
  readonly method: string;
  /** With or without host and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly source: string | undefined;
  /** The whole body, or more of it than the limit. */
  readonly body: Uint8Array;
}

/** Never rejects. */
export async function answer(handler: ScfFunction, request: ServerRequest): Promise<HttpResponse> {
  const event = {
    httpMethod: request.method,
    path: request.url,
    headers: request.headers,
    requestContext: { sourceIp: request.source ?? "" }, // "" prevents the handler from reading a header that clients can set
    body: Buffer.from(request.body).toString("base64"),
    isBase64Encoded: true,
  };
  try {
    return await handler(event, { request_id: requestIdOf(request.headers) });
  } catch (error) {
    return failed(error);
  }
}

/** The fault is the server's, not the sender's. Only the log shows the cause. */
export function failed(error: unknown): HttpResponse {
  createLog("error", []).error("callback", { statusCode: 500, outcome: "failed", error });
  return refused(new HttpError(500, "the handler failed; its log has the cause", "The server failed"));
}

let requests = 0;

/** Request id of a proxy in front, so that both logs can be compared. */
function requestIdOf(headers: Readonly<Record<string, unknown>>): string {
  const requestId = headers["x-request-id"];
  if (typeof requestId === "string" && /^[\w.:/+=-]{1,128}$/.test(requestId)) return requestId;
  return `${Date.now().toString(36)}-${process.pid}-${++requests}`;
}
