/** One HTTP request and its answer, on node:http and node:https: no redirects, no retries, no proxy. */
import { request as requestHttp } from "node:http";
import type { Agent, ClientRequest, IncomingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { AnswerTooLargeError, TransportError } from "./errors";
import { flatten } from "./sign";
import type { NamedValues } from "./sign";

export interface HttpRequest {
  readonly method: string;
  /** Server to connect to: scheme, host and port. */
  readonly origin: URL;
  /** Path and query, encoded. */
  readonly path: string;
  /** Must contain `host`. */
  readonly headers: NamedValues;
  readonly body?: string | Uint8Array;
  /** @default - Node's global agent */
  readonly agent?: Agent;
  readonly signal?: AbortSignal;
  /** Time for the whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  /** Larger answers are refused; if they state their length, before the content arrives. @default 64 MiB */
  readonly maxAnswerBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request. Rejects with `TransportError`, or with the signal's reason if it aborts. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

const MAX_ANSWER_BYTES = 64 << 20;

export const send: Transport = (request) =>
  new Promise((resolve, reject) => {
    const {
      method,
      origin,
      path,
      headers,
      body,
      agent,
      signal,
      timeoutMs,
      maxAnswerBytes = MAX_ANSWER_BYTES,
    } = request;
    if (signal?.aborted) return reject(signal.reason as Error);
    const isHttps = origin.protocol === "https:";
    const outgoing = (isHttps ? requestHttps : requestHttp)({
      method,
      hostname: origin.hostname.replace(/^\[|\]$/g, ""),
      port: origin.port || (isHttps ? 443 : 80),
      path,
      headers: flatten(headers), // passed as a whole: setting headers one by one costs a fifth of a request
      agent,
      // The certificate must match the server that is connected to, not the Host header.
      servername: isHttps ? origin.hostname : undefined,
    });
    const wasSent = trackSent(outgoing);

    const timer = setTimeout(() => outgoing.destroy(new Timeout(timeoutMs)), timeoutMs);
    const abort = (): void => void outgoing.destroy(signal?.reason as Error);
    signal?.addEventListener("abort", abort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      settle();
      if (signal?.aborted) reject(signal.reason as Error);
      else reject(transportError(error, origin, wasSent()));
    };

    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      incoming.on("error", fail);
      const chunks: Buffer[] = [];
      let size = 0;
      const refuse = (bytes: number): void => {
        settle();
        reject(new AnswerTooLargeError(origin.host, bytes, maxAnswerBytes));
        outgoing.destroy();
      };
      const announced = method === "HEAD" ? 0 : Number(incoming.headers["content-length"] ?? 0);
      if (announced > maxAnswerBytes) return refuse(announced);
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxAnswerBytes) refuse(size);
        else chunks.push(chunk);
      });
      incoming.on("end", () => {
        settle();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.end(body);
  });

class Timeout extends Error {
  readonly code = "ETIMEDOUT";

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1000} s`);
  }
}

/** Whether a part of the request may have been sent: possible only after the connection and the TLS handshake. */
function trackSent(outgoing: ClientRequest): () => boolean {
  let sent = false;
  outgoing.on("socket", (socket: Socket & Partial<Pick<TLSSocket, "encrypted">> & { secureConnecting?: boolean }) => {
    if (!socket.connecting && !socket.secureConnecting) sent = true;
    else socket.once(socket.encrypted ? "secureConnect" : "connect", () => (sent = true));
  });
  return () => sent;
}

function transportError(error: NodeJS.ErrnoException, origin: URL, sent: boolean): TransportError {
  const code = error.code ?? "";
  return new TransportError(`${origin.host}: ${error.message || code}`, code, sent, { cause: error });
}
