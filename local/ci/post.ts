/** Sends one callback over HTTP as CI does, to this machine. */
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import type { Agent } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { createSecureContext, rootCertificates } from "node:tls";
import { withDeadline } from "../../api/deadline";
import { moderationHeaders } from "./moderation-headers";

/** Maximum length of an answer that is kept. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Below the 5 s of a Node.js server, so that no callback uses a connection that the server is closing. */
const KEEP_ALIVE = { keepAlive: true, timeout: 2000 };

export type CallbackFormat = "XML" | "JSON";

/** A posted callback and its address, which contains the secret. */
export interface Sent {
  readonly url: string;
  readonly body: Buffer;
}

/** The answer to a callback. */
export interface PostOutcome {
  /** Status of the answer; undefined without an answer. */
  readonly status?: number;
  readonly answer?: string;
  /** Request id of the function call that answered, as in its log; undefined if no function answered. */
  readonly requestId?: string;
  /** The reason if there was no answer. */
  readonly error?: string;
}

/** The local address that serves a host. */
export interface Route {
  readonly port: number;
}

export interface PosterOptions {
  /** Timeout of an answer in milliseconds. */
  readonly timeoutMs: number;
  /** Certificate of the local addresses, in PEM; trusted in addition to the public ones. */
  readonly certificate: string;
  /**
   * Local address that serves a host; `undefined` sends the callback to the host itself. May throw to refuse an
   * address.
   */
  readonly route: (url: URL) => Route | undefined | Promise<Route | undefined>;
  /** Agent for an address, such as one for a proxy; `undefined` for the poster's own. @default - always its own */
  readonly agent?: (url: URL) => Promise<Agent> | undefined;
}

interface Post {
  readonly body: Buffer;
  readonly format: CallbackFormat;
  readonly agent: Agent;
  readonly route?: Route;
}

/** Posts callbacks over persistent connections. */
export class CallbackPoster {
  readonly #http = new HttpAgent(KEEP_ALIVE);
  #https: HttpsAgent | undefined;

  constructor(private readonly options: PosterOptions) {}

  /** @throws Error if no answer came */
  async post(sent: Sent, format: CallbackFormat, signal?: AbortSignal): Promise<PostOutcome> {
    const url = new URL(sent.url);
    const route = await this.options.route(url);
    const agent = (await this.options.agent?.(url)) ?? this.#ownAgent(url);
    return withDeadline(this.options.timeoutMs, signal, (deadline) =>
      this.#send(url, { body: sent.body, format, agent, route }, deadline),
    );
  }

  /** Closes the persistent connections. */
  close(): void {
    this.#http.destroy();
    this.#https?.destroy();
  }

  #send(url: URL, { body, format, agent, route }: Post, signal: AbortSignal): Promise<PostOutcome> {
    const options = {
      ...{ method: "POST", agent },
      headers: {
        Host: url.host,
        "User-Agent": "Go-http-client/1.1",
        "Content-Length": body.length,
        "Content-Type": format === "JSON" ? "application/json" : "application/xml",
        "Accept-Encoding": "gzip",
        ...moderationHeaders(body),
      },
      signal,
      ...(route && { hostname: "127.0.0.1", port: route.port, servername: "localhost" }),
    };
    return new Promise((resolve, reject) => {
      const request = url.protocol === "https:" ? requestHttps(url, options) : requestHttp(url, options);
      request.on("error", (error) => reject(signal.aborted ? (signal.reason as Error) : error));
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          if (length < MAX_ANSWER_BYTES) chunks.push(chunk);
          length += chunk.length;
        });
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString("utf8");
          const id = response.headers["x-scf-request-id"];
          resolve({ status: response.statusCode, answer, ...(typeof id === "string" && { requestId: id }) });
        });
      });
      request.end(body);
    });
  }

  #ownAgent({ protocol }: URL): Agent {
    return protocol === "https:" ? this.#secureAgent() : this.#http;
  }

  /** One agent and one TLS context for all requests: parsing the list of public certificates takes milliseconds. */
  #secureAgent(): HttpsAgent {
    const ca = (): string[] => [...rootCertificates, this.options.certificate];
    return (this.#https ??= new HttpsAgent({ ...KEEP_ALIVE, secureContext: createSecureContext({ ca: ca() }) }));
  }
}
