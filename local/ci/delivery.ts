/**
 * Posts callbacks as CI does. Retries, order and time-out of the real service are undocumented, so there is one attempt.
 *
 * @see https://cloud.tencent.com/document/api/1545/65203 the one raw callback request that the documentation prints
 */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { rootCertificates } from "node:tls";
import type { Clock } from "../clock";
import { requestId } from "../ids";

/** An answer is kept up to this length. */
const MAX_ANSWER_BYTES = 64 * 1024;

export type CallbackFormat = "XML" | "JSON";

/** One callback that was posted, and what came back. */
export interface Delivery {
  readonly id: string;
  /** When it was sent. */
  readonly at: Date;
  /** `TaskFinish`, `WorkflowFinish`, or `raw` for a body handed to `deliver`. */
  readonly event: string;
  /** Id of the job or the workflow run. */
  readonly subject?: string;
  readonly format: CallbackFormat;
  /** The address without its query and last path segment, which may be a secret. */
  readonly url: string;
  readonly requestBody: string;
  /** Status of the answer; absent when there was none. */
  readonly status?: number;
  readonly answer?: string;
  /** Why there was no answer. */
  readonly error?: string;
  readonly ms: number;
}

/** What is served on this machine. */
export interface IngressLookup {
  /** Certificate of every port, in PEM; trusted beside the public ones. */
  readonly certificate: string;
  /** Port of a name that is served here. */
  portOf(name: string): number | undefined;
}

type Outcome = Pick<Delivery, "status" | "answer" | "error">;

/** Sends callbacks and remembers every one. */
export class Deliveries {
  readonly all: Delivery[] = [];
  readonly #closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly ingress: IngressLookup,
  ) {}

  /** Posts a body; never rejects. The promise resolves when the outcome is recorded. */
  deliver(
    url: string,
    body: string | Uint8Array,
    format: CallbackFormat,
    about: { event: string; subject?: string } = { event: "raw" },
  ): Promise<Delivery> {
    const delivery = this.#deliver(url, Buffer.from(body), format, about);
    this.clock.track(delivery);
    return delivery;
  }

  /** Gives up on what is under way. */
  close(): void {
    this.#closing.abort();
  }

  async #deliver(
    url: string,
    body: Buffer,
    format: CallbackFormat,
    about: { event: string; subject?: string },
  ): Promise<Delivery> {
    const started = performance.now();
    const at = this.clock.now();
    const outcome = await this.#post(url, body, format).catch((error: Error): Outcome => ({ error: error.message }));
    const delivery: Delivery = {
      id: requestId(),
      at,
      ...about,
      format,
      url: redactUrl(url),
      requestBody: body.toString("utf8"),
      ...outcome,
      ms: Math.round((performance.now() - started) * 10) / 10,
    };
    this.all.push(delivery);
    return delivery;
  }

  /** Names that DNS does not know because they are served on this machine. */
  #route({ hostname }: URL): { hostname?: string; port?: number; servername?: string } {
    const port = this.ingress.portOf(hostname);
    return port === undefined ? {} : { hostname: "127.0.0.1", port, servername: "localhost" };
  }

  async #post(url: string, body: Buffer, format: CallbackFormat): Promise<Outcome> {
    const target = new URL(url);
    const options = {
      method: "POST",
      headers: {
        Host: target.host,
        "User-Agent": "Go-http-client/1.1",
        "Content-Length": body.length,
        "Content-Type": format === "JSON" ? "application/json" : "application/xml",
        "Accept-Encoding": "gzip",
      },
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.timeoutMs)]),
      ca: [...rootCertificates, this.ingress.certificate],
      ...this.#route(target),
    };
    return new Promise((resolve, reject) => {
      const request = target.protocol === "https:" ? requestHttps(target, options) : requestHttp(target, options);
      request.on("error", reject);
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
          resolve({ status: response.statusCode, answer });
        });
      });
      request.end(body);
    });
  }
}

/** The address without what may be a secret: user, query, fragment and the last path segment. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.replace(/[^/]+\/?$/, "…");
  return `${protocol}//${host}${path}`;
}
