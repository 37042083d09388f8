import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { ServiceError } from "./errors";

/** A completely read HTTP request. */
export interface Request {
  readonly method: string;
  /** Value of the Host header, in lower case. */
  readonly host: string;
  /** Decoded path. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as received. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string;
}

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Reads a request. A body longer than `limit` bytes is refused as soon as that is known. */
export async function readRequest(message: IncomingMessage, limit: number): Promise<Request> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > limit) throw new ServiceError(413, "InvalidContent", `body must be at most ${limit} bytes`);
  }
  const target = message.url ?? "/";
  const question = target.indexOf("?");
  return {
    method: message.method ?? "GET",
    host: (message.headers.host ?? "").toLowerCase(),
    path: decodePath(question < 0 ? target : target.slice(0, question)),
    query: new URLSearchParams(question < 0 ? "" : target.slice(question)),
    target,
    headers: message.headers,
    body: Buffer.concat(chunks),
    remoteAddress: message.socket.remoteAddress ?? "",
  };
}

export function writeReply(response: ServerResponse, reply: Reply): void {
  if (reply.status === 204 || reply.status === 304) {
    response.writeHead(reply.status, reply.headers);
    return void response.end();
  }
  const body = typeof reply.body === "string" ? Buffer.from(reply.body) : (reply.body ?? Buffer.alloc(0));
  // An answer to HEAD states the length of the body that it omits.
  const headers = { "content-length": String(body.length), ...reply.headers };
  response.writeHead(reply.status, headers);
  response.end(response.req.method === "HEAD" ? undefined : body);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError(400, "InvalidArgument", "path must be valid percent-encoding");
  }
}
