/**
 * Posts callbacks as CI does. Retries, order and timeout of the real service are undocumented, so there is one attempt.
 *
 * @see https://cloud.tencent.com/document/api/1545/65203 the one raw callback request that the documentation prints
 */
import { setMaxListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock";
import { delaysIn } from "../faults";
import { topicOfAddress } from "../kafka/address";
import type { FaultEffect, Faults } from "../faults";
import { requestId } from "../ids";
import type { CallbackFormat, CallbackPoster, PostOutcome, Sent } from "./post";

/** Number of deliveries kept; older ones are dropped. */
const MAX_KEPT = 100_000;

/** A posted callback and its answer. */
export interface Delivery {
  readonly id: string;
  /** When it was sent. */
  readonly at: Date;
  /** `TaskFinish`, `WorkflowFinish`, or `raw` for a body passed to `deliver`. */
  readonly event: string;
  /** Id of the job or the workflow run. */
  readonly subject?: string;
  readonly format: CallbackFormat;
  /** The address without query and last path segment, which may be a secret. */
  readonly url: string;
  readonly requestBody: string;
  /** Status of the answer; undefined without an answer. */
  readonly status?: number;
  readonly answer?: string;
  /** Request id of the function call that answered, as in its log; undefined if no function answered. */
  readonly requestId?: string;
  /** The reason if there was no answer. */
  readonly error?: string;
  readonly ms: number;
  /** Type of the injected fault that made the answer or withheld the callback. @default - none */
  readonly fault?: "answer" | "drop";
}

/** The subject of a callback. */
export type Subject = Pick<Delivery, "event" | "subject">;

/** Sends callbacks and records every one. */
export class Deliveries {
  readonly all: Delivery[] = [];
  readonly #sent = new WeakMap<Delivery, Sent>();
  readonly #listeners = new Set<(delivery: Delivery) => void>();
  readonly #closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly poster: Pick<CallbackPoster, "post" | "close">,
    private readonly faults: Pick<Faults, "effectsOf">,
  ) {
    setMaxListeners(0, this.#closing.signal); // every running delivery adds a listener
  }

  /** Posts a body; never rejects. Resolves when the outcome is recorded. */
  deliver(
    url: string,
    body: string | Uint8Array,
    format: CallbackFormat,
    callback: Subject = { event: "raw" },
  ): Promise<Delivery> {
    const effects = this.faults.effectsOf(`CALLBACK ${callback.event} ${callback.subject ?? "-"}`);
    const sent = { url, body: Buffer.from(body) };
    const arrivals = delaysIn(effects);
    const deliveries = (arrivals.length > 0 ? arrivals : [0]).map((ms) =>
      this.#deliver(sent, format, callback, effects, ms),
    );
    for (const delivery of deliveries) this.clock.track(delivery);
    return deliveries[0]!;
  }

  /** Body and URL of a delivery; `undefined` once the delivery is dropped. */
  sentOf(delivery: Delivery): Sent | undefined {
    return this.#sent.get(delivery);
  }

  /** Calls the listener for every delivery with a known outcome; returns a function that stops this. */
  listen(listener: (delivery: Delivery) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Aborts running deliveries. */
  close(): void {
    this.#closing.abort();
    this.poster.close();
  }

  async #deliver(
    sent: Sent,
    format: CallbackFormat,
    callback: Subject,
    effects: readonly FaultEffect[],
    delayMs: number,
  ): Promise<Delivery> {
    if (delayMs > 0) await this.#wait(delayMs);
    const started = performance.now();
    const at = this.clock.now();
    const outcome =
      outcomeOf(effects) ??
      (await this.poster
        .post(sent, format, this.#closing.signal)
        .catch((error: Error): PostOutcome => ({ error: error.message })));
    const delivery: Delivery = {
      id: requestId(),
      at,
      ...callback,
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

  /** Ends early if the cloud is closed. */
  #wait(ms: number): Promise<void> {
    return setTimeout(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

/** Outcome of a callback that a fault keeps from its receiver; `undefined` without such a fault. */
function outcomeOf(effects: readonly FaultEffect[]): (PostOutcome & Pick<Delivery, "fault">) | undefined {
  if (effects.some(({ type }) => type === "drop")) return { error: "dropped by a fault", fault: "drop" };
  const answer = effects.find((effect) => effect.type === "answer");
  return answer && { status: answer.status, answer: answer.body ?? "", fault: "answer" };
}

/** The address without parts that may be secret: user, query, fragment and last path segment. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)";
  if (topicOfAddress(url)) return url; // nothing in it is secret
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.replace(/[^/]+\/?$/, "…");
  return `${protocol}//${host}${path}`;
}
