import { Buffer } from "node:buffer";
import type { ReadableStream } from "node:stream/web";
import type { ScfFunction } from "../handler";
import type { HttpResponse } from "../http/response";
import { HttpError, refused } from "../http/response";
import type { Serving } from "./options";
import { answer, failed } from "./serve";

/** Answers a request of the Fetch API. */
export async function serveFetch(handler: ScfFunction, request: Request, serving: Serving<Request>): Promise<Response> {
  if (request.bodyUsed) {
    return toResponse(failed(new Error("The body must not have been read before (got a request whose body is used)")));
  }
  const body = await readBody(request, serving.limit).catch(() => undefined);
  if (body === undefined) {
    return toResponse(
      refused(new HttpError(400, "the body is incomplete", "The body must be whole (got an aborted upload)")),
    );
  }
  const { method, url } = request;
  const headers = Object.fromEntries(request.headers);
  return toResponse(await answer(handler, { method, url, headers, source: serving.source?.(request), body }));
}

/** The body up to the limit, plus one byte if it is longer. */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader !== undefined && length < limit) {
    const { done, value } = await reader.read();
    if (done) break;
    const rest = value.subarray(0, limit - length);
    chunks.push(rest);
    length += rest.length;
  }
  if (length === limit) void reader?.cancel().catch(() => {});
  return Buffer.concat(chunks);
}

function toResponse({ statusCode, headers, body }: HttpResponse): Response {
  return new Response(body, { status: statusCode, headers });
}
