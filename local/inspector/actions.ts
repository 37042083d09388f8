/** Actions of the page: send, repeat and damage callbacks, and upload objects. */
import { setTimeout } from "node:timers/promises";
import type { Delivery, Subject } from "../ci/delivery";
import type { CallbackFormat, Sent } from "../ci/post";
import type { LocalCloud } from "../cloud";
import { sampleCallback, sampleEvents } from "../samples";
import { withNewId } from "./new-ids";
import { InputError, flag, keyIn, notKept, number, oneOf, string } from "./input";
import type { Fields } from "./input";
import type { Break } from "./protocol";
import type { Recorder } from "./recorder";
import { callbackSources } from "./targets";

const BREAKS: readonly Break[] = ["truncate", "secret", "encoding"];
const MAX_TIMES = 100;
const MAX_DELAY_MS = 60_000;
/** A byte that is never valid in UTF-8. */
const NEVER_UTF8 = 0xff;

/** Ids of the callbacks that an action created. */
export interface SentCallbacks {
  readonly ids: readonly string[];
}

export class Actions {
  constructor(
    private readonly cloud: LocalCloud,
    private readonly recorder: Recorder,
    /** Cancels pending actions. */
    private readonly closing: AbortSignal,
  ) {}

  /** Posts a sample callback to the callback URL of a queue or a workflow. */
  async send(input: Fields): Promise<SentCallbacks> {
    const id = string(input, "target");
    const source = callbackSources(this.cloud).find((source) => source.id === id);
    if (!source)
      throw new InputError(
        `target must be a queue, a workflow or uploads with a callback URL (got ${JSON.stringify(id)})`,
      );
    const sample = string(input, "sample");
    // CI sends moderation and the probe as JSON, whatever the queue's format.
    const format = sampleEvents.includes(sample) ? "json" : oneOf(input, "format", ["xml", "json"]);
    const [failed, workflow] = [flag(input, "failed"), flag(input, "workflow")];
    const { bucket, region } = source;
    const body = (): string => {
      try {
        return sampleCallback(sample, { format, failed, workflow, bucket, region });
      } catch (error) {
        throw new InputError((error as Error).message);
      }
    };
    const callback = { event: workflow ? "WorkflowFinish" : "TaskFinish" };
    const breakage = breakOf(input);
    return this.#post(timesOf(input), () =>
      this.#deliver(source.url, Buffer.from(body()), format === "json" ? "JSON" : "XML", callback, breakage),
    );
  }

  /** Posts a callback again. */
  async repeat(input: Fields): Promise<SentCallbacks> {
    const { delivery, sent } = this.#keptCallback(string(input, "id"));
    const { format, event, subject } = delivery;
    const [times, breakage] = [timesOf(input), breakOf(input)];
    const delayMs = number(input, "delayMs", 0, 0, MAX_DELAY_MS);
    if (delayMs > 0) await setTimeout(delayMs, undefined, { signal: this.closing }).catch(() => {});
    if (this.closing.aborted) return { ids: [] };
    return this.#post(times, () => this.#deliver(sent.url, sent.body, format, { event, subject }, breakage));
  }

  /** Posts the event of a callback with new ids: durable delivery would not process a duplicate. */
  async runAgain(input: Fields): Promise<SentCallbacks> {
    const { delivery, sent } = this.#keptCallback(string(input, "id"));
    const body = withNewId(sent.body, this.cloud.buckets);
    const callback = { event: delivery.event };
    return this.#post(1, () => this.#deliver(sent.url, body, delivery.format, callback, undefined));
  }

  /** Puts an object into a bucket, which starts the matching workflows and functions. */
  upload(input: Fields): void {
    const [bucket, key] = [string(input, "bucket"), keyIn(input)];
    if (!this.cloud.buckets.some(({ name }) => name === bucket)) throw new InputError("bucket must exist");
    this.cloud.putObject(bucket, key, `uploaded by the inspector: ${key}\n`);
  }

  async #post(times: number, deliver: () => Promise<Delivery>): Promise<SentCallbacks> {
    const deliveries = await Promise.all(Array.from({ length: times }, deliver));
    return { ids: deliveries.map(({ id }) => id) };
  }

  #keptCallback(id: string): { readonly delivery: Delivery; readonly sent: Sent } {
    const delivery = this.recorder.find(id)?.delivery;
    const sent = delivery && this.cloud.sentOf(delivery);
    if (!delivery || !sent) throw notKept(id);
    return { delivery, sent };
  }

  #deliver(
    url: string,
    body: Buffer,
    format: CallbackFormat,
    callback: Subject,
    breakage: Break | undefined,
  ): Promise<Delivery> {
    return this.cloud.deliver(
      breakage === "secret" ? withWrongSecret(url) : url,
      breakage === undefined || breakage === "secret" ? body : damaged(body, breakage),
      format,
      callback,
    );
  }
}

function timesOf(input: Fields): number {
  return number(input, "times", 1, 1, MAX_TIMES);
}

function breakOf(input: Fields): Break | undefined {
  return input["break"] === undefined ? undefined : oneOf(input, "break", BREAKS);
}

/** The last segment of the path, which is the secret, with every character replaced by another. */
function withWrongSecret(url: string): string {
  const wrong = new URL(url);
  wrong.pathname = wrong.pathname.replace(/[^/]+\/?$/, (secret) => secret.replace(/[^0/]/g, "0").replace(/^0/, "1"));
  return wrong.href;
}

function damaged(body: Buffer, breakage: Exclude<Break, "secret">): Buffer {
  const middle = Math.floor(body.length * 0.6);
  if (breakage === "truncate") return body.subarray(0, middle);
  return Buffer.concat([body.subarray(0, middle), Buffer.from([NEVER_UTF8]), body.subarray(middle)]);
}
