/**
 * Keeps other web pages out. The browser that shows this page also shows other pages, and they can reach 127.0.0.1:
 * through a name of their own that resolves to it, which the Host header reveals, or through cross-origin requests,
 * which `Origin` and `Sec-Fetch-Site` reveal and which cannot send JSON without a preflight request.
 */
import type { IncomingMessage } from "node:http";

/** Why a request is refused; `undefined` if it is allowed. */
export function refusalOf(
  { method, headers }: Pick<IncomingMessage, "method" | "headers">,
  port: number,
): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) return `the Host header must be ${hosts[0]} (got another)`;
  const origin = headers.origin;
  if (origin !== undefined && origin !== `http://${headers.host}`) return "the Origin header must be this page's own";
  const site = headers["sec-fetch-site"];
  const isNavigation = headers["sec-fetch-mode"] === "navigate" && method === "GET";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation) {
    return "the request must come from this page";
  }
  // A browser asks before it sends PUT to another origin, and gets no permission here.
  if (method === "GET" || method === "HEAD" || method === "PUT") return undefined;
  return headers["content-type"] === "application/json"
    ? undefined
    : "the Content-Type header must be application/json";
}
