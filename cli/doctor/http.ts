/** One request to a callback address, as made by CI or by an unknown client. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { TLSSocket } from "node:tls";
import { TransportError } from "../../api/errors";
import type { AgentFactory } from "../../provider/http/agent";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const TIMEOUT_MS = 15_000;
/** The rest of a longer answer is not read. */
const MAX_BODY_CHARS = 10_000;

export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
  /** Date header of the answer, in milliseconds since 1970. */
  readonly date?: number;
  /** End of the certificate's validity, in milliseconds since 1970. */
  readonly validTo?: number;
}

export interface CallbackRequest {
  readonly method: "GET" | "HEAD" | "POST";
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @throws TransportError if there is no answer, also for a name that does not resolve or an invalid certificate (see
 * its code)
 */
export type SendRequest = (url: string, options: CallbackRequest) => Promise<CallbackAnswer>;

export interface SenderOptions {
  /** Certificate of the local cloud, which is then the only one that is trusted. @default - those that the agents trust */
  readonly certificate?: string;
  /** Whether addresses on this machine are simulated; their certificate is then not checked. @default false */
  readonly isSimulated?: boolean;
}

/** @param agentOf agents for addresses */
export function requestSender(
  agentOf: AgentFactory,
  { certificate, isSimulated = false }: SenderOptions = {},
): SendRequest {
  return async (url, { method, body = "", headers = {} }) => {
    const { protocol, host, hostname } = new URL(url);
    const isHttps = protocol === "https:";
    const isUnverified = certificate === undefined && isSimulated && LOOPBACK.test(hostname);
    const isLocalTls = isHttps && (certificate !== undefined || isUnverified);
    const agent = isLocalTls ? false : await agentOf(new URL(url));
    const length = method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : {};
    // A connection that was kept open may close at any moment, which would look like a broken address.
    const allHeaders = { "content-type": "application/json", connection: "close", ...length, ...headers };
    const options = { method, headers: allHeaders, agent, timeout: TIMEOUT_MS };
    return new Promise((resolve, reject) => {
      const outgoing = isHttps
        ? requestHttps(url, { ...options, ca: certificate, ...(isUnverified && { rejectUnauthorized: false }) })
        : requestHttp(url, options);
      const fail = (error: NodeJS.ErrnoException): void =>
        reject(
          new TransportError(`${host}: ${error.message || error.code}`, error.code ?? "", false, { cause: error }),
        );
      outgoing.on("error", fail);
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      outgoing.on("response", (incoming) => {
        const validTo = isHttps ? Date.parse((incoming.socket as TLSSocket).getPeerCertificate().valid_to) : NaN;
        const date = Date.parse(incoming.headers.date ?? "");
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => (text = (text + chunk).slice(0, MAX_BODY_CHARS)));
        incoming.on("error", fail);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            body: text,
            ...(Number.isFinite(validTo) && { validTo }),
            ...(Number.isFinite(date) && { date }),
          }),
        );
      });
      outgoing.end(method === "POST" ? body : undefined);
    });
  };
}
