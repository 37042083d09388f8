/** The handler outside of SCF: in your own server. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { DEFAULT_MAX_BYTES } from "./callback/parse";
import { ENV } from "./config";
import type { ScfFunction } from "./handler";
import type { ServerOptions } from "./server/options";

/**
 * Listener for `node:http`, and for frameworks that take such a listener: Express, Koa, Next.js, a container's server.
 */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Handler for servers with the Fetch API: Hono, route handlers of Next.js, Deno, Bun. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Serves a handler with `node:http`. It answers like a function URL, at any path that ends with the secret. It
 * takes its configuration from the environment, as the function does, and reads no more of a body than
 * `CI_CALLBACK_MAX_BODY_BYTES`. It must come before middleware that reads bodies, such as `express.json()`.
 *
 * @example createServer(toNodeListener(handler)).listen(8080);
 * @example express().use("/ci", toNodeListener(handler));
 */
export function toNodeListener(handler: ScfFunction, options: ServerOptions<IncomingMessage> = {}): NodeListener {
  return (request, response) => {
    const serving = { ...options, limit: readLimit() };
    void import("./server/index.js").then(({ serveNode }) => serveNode(handler, request, response, serving));
  };
}

/**
 * Serves a handler with requests and answers of the Fetch API; otherwise like `toNodeListener`.
 *
 * @example export const POST = toFetchHandler(handler); // app/ci/[secret]/route.ts of Next.js
 * @example new Hono().post("/ci/:secret", (context) => toFetchHandler(handler)(context.req.raw));
 */
export function toFetchHandler(handler: ScfFunction, options: ServerOptions<Request> = {}): FetchHandler {
  return async (request) => {
    const { serveFetch } = await import("./server/index.js");
    return serveFetch(handler, request, { ...options, limit: readLimit() });
  };
}

/** The handler itself reports an invalid limit. */
function readLimit(): number {
  return (Number(process.env[ENV.maxBodyBytes]) || DEFAULT_MAX_BYTES) + 1;
}
