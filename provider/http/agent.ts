/** Agents for requests: proxy and trusted certificates come from the environment. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { SecureContext } from "node:tls";
import { DiagnosticError } from "../plugin/diagnostics";
import { secureContext } from "./certificates";
import { bypassesProxy } from "./no-proxy";

/** Terraform works on ten resources at a time. */
const OPTIONS = { keepAlive: true, maxSockets: 16 };

/** Error codes of requests that fail at the proxy. */
export const PROXY_ERRORS = {
  /** The proxy itself cannot be reached. */
  unreachable: "ERR_PROXY_UNREACHABLE",
  /** The proxy requires a password or denies the tunnel. */
  refused: "ERR_PROXY_REFUSED",
  /** The proxy cannot reach the host. */
  noRoute: "ERR_PROXY_NO_ROUTE",
} as const;

/** Returns the agent for an origin. */
export type AgentFactory = (origin: URL) => Promise<HttpAgent>;

/** One agent per origin, created at its first request. */
export function agentFactory(env: NodeJS.ProcessEnv, warn: (message: string) => void): AgentFactory {
  const agents = new Map<string, Promise<HttpAgent>>();
  let context: { readonly secureContext?: SecureContext } | undefined;
  const tls = (): { readonly secureContext?: SecureContext } =>
    (context ??= { secureContext: secureContext(env, warn) });

  return (origin) => {
    const secure = origin.protocol === "https:";
    const proxy = proxyFor(origin, env);
    const key = `${origin.protocol} ${proxy ?? ""}`;
    let agent = agents.get(key);
    if (!agent) {
      if (proxy !== undefined) agent = proxyAgent(new URL(proxy), secure, tls());
      else agent = Promise.resolve(secure ? new HttpsAgent({ ...OPTIONS, ...tls() }) : new HttpAgent(OPTIONS));
      agents.set(key, agent);
    }
    return agent;
  };
}

/**
 * The proxy for an origin. Upper-case variables win, as in Go programs such as Terraform.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#FromEnvironment
 */
export function proxyFor(origin: URL, env: NodeJS.ProcessEnv): string | undefined {
  const environmentValue = (name: string): string => env[name.toUpperCase()] || env[name.toLowerCase()] || "";
  const proxy = environmentValue(origin.protocol === "https:" ? "https_proxy" : "http_proxy");
  if (proxy === "" || bypassesProxy(origin, environmentValue("no_proxy"))) return undefined;
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new DiagnosticError({
      severity: "error",
      summary: "Unusable proxy",
      detail: "HTTPS_PROXY and HTTP_PROXY must be http:// or https:// URLs (got another kind of value).",
    });
  }
  return url;
}

/** Loaded only if a proxy is set. */
async function proxyAgent(
  proxy: URL,
  secure: boolean,
  tls: { readonly secureContext?: SecureContext },
): Promise<HttpAgent> {
  if (!secure) {
    const { HttpProxyAgent } = await import("http-proxy-agent");
    return new HttpProxyAgent(proxy, { ...OPTIONS, ...tls });
  }
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const agent = new HttpsProxyAgent(proxy, { ...OPTIONS, ...tls });
  // The constructor's options apply to the connection to the proxy, these to the tunnel.
  const connect = agent.connect.bind(agent);
  agent.connect = async (request, options) => {
    request.once("proxyConnect", ({ statusCode = 0, statusText = "" }: ConnectAnswer) => {
      if (statusCode === 200) return;
      // Without this, the proxy's answer would look like the server's.
      const code = [502, 503, 504].includes(statusCode) ? PROXY_ERRORS.noRoute : PROXY_ERRORS.refused;
      request.destroy(proxyError(`the proxy ${proxy.host} answers ${statusCode} ${statusText}`.trim(), code));
    });
    try {
      return await connect(request, { ...options, ...tls });
    } catch (error) {
      const message = `the proxy ${proxy.host} does not answer: ${(error as Error).message}`;
      throw proxyError(message, PROXY_ERRORS.unreachable);
    }
  };
  return agent;
}

function proxyError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The proxy's answer to CONNECT, from the agent. */
interface ConnectAnswer {
  readonly statusCode?: number;
  readonly statusText?: string;
}
