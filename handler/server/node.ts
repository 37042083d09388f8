import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ScfFunction } from "../handler";
import type { HttpResponse } from "../http/response";
import type { Serving } from "./options";
import { answer, failed } from "./serve";

/** Bytes and milliseconds for which the rest of a refused body is read, so that its sender can read the answer. */
const MAX_DRAINED_BYTES = 8 * 1024 * 1024;
const MAX_DRAINED_MS = 5000;

/** Answers a request. An upload that breaks off is dropped. */
export async function serveNode(
  handler: ScfFunction,
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving<IncomingMessage>,
): Promise<void> {
  const body = await readBody(request, serving.limit);
  if (body === "aborted") return;
  if (body === "consumed") {
    const cause =
      "The body must not have been read before (got an empty stream): mount the handler before express.json() and its like";
    return send(response, failed(new Error(cause)));
  }
  const { method = "", url = "", headers } = request;
  const source = serving.source ? serving.source(request) : request.socket.remoteAddress;
  const result = await answer(handler, { method, url, headers, source, body });
  if (!request.complete) drain(request);
  send(response, result);
}

/** The body up to the limit, plus one byte if it is longer. */
function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | "aborted" | "consumed"> {
  if (request.destroyed && !request.complete) return Promise.resolve("aborted");
  if (request.readableEnded) return Promise.resolve(bodyOf(request));
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const settle = (result: Uint8Array | "aborted"): void => {
      request.off("data", take).off("end", end).off("close", abort).off("error", abort);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      const rest = chunk.subarray(0, limit - length);
      chunks.push(rest);
      length += rest.length;
      if (length < limit) return;
      request.pause();
      end();
    };
    const end = (): void => settle(Buffer.concat(chunks));
    const abort = (): void => settle("aborted");
    request.on("data", take).on("end", end).on("close", abort).on("error", abort);
  });
}

/** A body that a framework has already read: `express.text()` and `express.raw()` keep it unchanged. */
function bodyOf(request: IncomingMessage): Uint8Array | "consumed" {
  const { body } = request as { body?: unknown };
  if (typeof body === "string") return Buffer.from(body);
  return body instanceof Uint8Array ? body : "consumed";
}

/** Discards the rest of the body; closes the connection if the rest is too long. */
function drain(request: IncomingMessage): void {
  let left = MAX_DRAINED_BYTES;
  const stop = (): void => void request.destroy();
  const timer = setTimeout(stop, MAX_DRAINED_MS);
  request.on("error", () => {}); // the sender has closed the connection
  request.on("close", () => clearTimeout(timer)).on("end", () => clearTimeout(timer));
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) stop();
  });
  request.resume();
}

function send(response: ServerResponse, { statusCode, headers, body }: HttpResponse): void {
  if (response.headersSent || response.destroyed) return; // the framework no longer waits
  response.writeHead(statusCode, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
