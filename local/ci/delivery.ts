/**
 * Posts callbacks as CI does. Retries, order and time-out of the real service are undocumented, so there is one attempt.
 *
 * @see https://cloud.tencent.com/document/api/1545/65203 the one raw callback request that the documentation prints
 */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout } from "node:timers/promises";
import { rootCertificates } from "node:tls";
import type { Clock } from "../clock";
import { delaysIn } from "../faults";
import type { FaultEffect, Faults } from "../faults";
import { requestId } from "../ids";
import { moderationHeaders } from "./moderation-headers";

/** An answer is kept up to this length. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Deliveries kept; older ones are dropped. */
const MAX_KEPT = 100_000;

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
  /** The call of the function that answered, as its log names it; absent when none did. */
  readonly requestId?: string;
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

/** What a callback is about. */
export type Subject = Pick<Delivery, "event" | "subject">;

/** What was posted, and where; the address holds the secret. */
export interface Sent {
  readonly url: string;
  readonly body: Buffer;
}

type Outcome = Pick<Delivery, "status" | "answer" | "error" | "requestId">;

/** Sends callbacks and remembers every one. */
export class Deliveries {
  readonly all: Delivery[] = [];
  readonly #sent = new WeakMap<Delivery, Sent>();
  readonly #listeners = new Set<(delivery: Delivery) => void>();
  readonly #closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly ingress: IngressLookup,
    private readonly faults: Pick<Faults, "effectsOf">,
  ) {}

  /** Posts a body; never rejects. The promise resolves when the outcome is recorded. */
  deliver(
    url: string,
    body: string | Uint8Array,
    format: CallbackFormat,
    about: Subject = { event: "raw" },
  ): Promise<Delivery> {
    const effects = this.faults.effectsOf(`CALLBACK ${about.event} ${about.subject ?? "-"}`);
    const sent = { url, body: Buffer.from(body) };
    const arrivals = delaysIn(effects);
    const deliveries = (arrivals.length > 0 ? arrivals : [0]).map((ms) =>
      this.#deliver(sent, format, about, effects, ms),
    );
    for (const delivery of deliveries) this.clock.track(delivery);
    return deliveries[0]!;
  }

  /** What a delivery took along; unknown once it is no longer kept. */
  sentOf(delivery: Delivery): Sent | undefined {
    return this.#sent.get(delivery);
  }

  /** Calls the listener with every delivery whose outcome is known; gives what ends that. */
  listen(listener: (delivery: Delivery) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Gives up on what is under way. */
  close(): void {
    this.#closing.abort();
  }

  async #deliver(
    sent: Sent,
    format: CallbackFormat,
    about: Subject,
    effects: readonly FaultEffect[],
    lateMs: number,
  ): Promise<Delivery> {
    if (lateMs > 0) await this.#wait(lateMs);
    const started = performance.now();
    const at = this.clock.now();
    const outcome =
      outcomeOf(effects) ??
      (await this.#post(sent, format).catch((error: Error): Outcome => ({ error: error.message })));
    const delivery: Delivery = {
      id: requestId(),
      at,
      ...about,
      format,
      url: redactUrl(sent.url),
      requestBody: sent.body.toString("utf8"),
      ...outcome,
      ms: Math.round((performance.now() - started) * 10) / 10,
    };
    this.#sent.set(delivery, sent);
    this.all.push(delivery);
    if (this.all.length > MAX_KEPT) this.all.shift();
    for (const listener of this.#listeners) listener(delivery);
    return delivery;
  }

  /** Ends early when the cloud is closed. */
  #wait(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }

  /** Names that DNS does not know because they are served on this machine. */
  #route({ hostname }: URL): { hostname?: string; port?: number; servername?: string } {
    const port = this.ingress.portOf(hostname);
    return port === undefined ? {} : { hostname: "127.0.0.1", port, servername: "localhost" };
  }

  async #post({ url, body }: Sent, format: CallbackFormat): Promise<Outcome> {
    const target = new URL(url);
    const options = {
      method: "POST",
      headers: {
        Host: target.host,
        "User-Agent": "Go-http-client/1.1",
        "Content-Length": body.length,
        "Content-Type": format === "JSON" ? "application/json" : "application/xml",
        "Accept-Encoding": "gzip",
        ...moderationHeaders(body),
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
          const id = response.headers["x-scf-request-id"];
          resolve({ status: response.statusCode, answer, ...(typeof id === "string" && { requestId: id }) });
        });
      });
      request.end(body);
    });
  }
}

/** What comes back of a callback that a fault keeps from its receiver. */
function outcomeOf(effects: readonly FaultEffect[]): Outcome | undefined {
  if (effects.some(({ type }) => type === "drop")) return { error: "lost by a fault" };
  const answer = effects.find((effect) => effect.type === "answer");
  return answer && { status: answer.status, answer: answer.body ?? "" };
}

/** The address without what may be a secret: user, query, fragment and the last path segment. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.replace(/[^/]+\/?$/, "…");
  return `${protocol}//${host}${path}`;
}
