import type { Call } from "../../call";
import type { Config } from "../../config";
import { remainingTime } from "../../context";
import type { Delivery } from "../../dispatch";
import { HttpError } from "../../http/response";
import { parseCallback } from "../../callback/parse";
import { millisecondsSince, readBody } from "../../received";
import { raiseAlarm } from "../alarm";
import type { DeadCallback } from "../durable/worker";
import { failureResult } from "../durable/run";
import type { InlineDelivery } from "../inline";
import type { Outcome } from "../mode";
import type { UserCode } from "../user-code";
import type { Attempts } from "./attempts";
import { BatchError, retryDelay } from "./batch";
import type { Message } from "./messages";
import { messagesOf } from "./messages";

export interface QueueFunctionOptions {
  readonly config: Config;
  readonly userCode: UserCode;
  readonly delivery: InlineDelivery;
  readonly attempts: Attempts;
  /** The user's alarm. */
  readonly onDead?: (dead: DeadCallback) => unknown;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Result of a delivery. `dead`: it is given up. */
interface Delivered extends Readonly<Record<string, unknown>> {
  readonly outcome: Outcome["outcome"] | "dead";
  /** Number of the failed attempt, if the delivery will be repeated. */
  readonly attempt?: number;
}

/** Result of a message: the worst of its deliveries. */
interface Handled {
  readonly outcome: Delivered["outcome"] | "refused";
  /** Further fields of the log line. */
  readonly line: Readonly<Record<string, unknown>>;
  /** The highest attempt of its failed deliveries, if the message will be repeated. */
  readonly attempt?: number;
}

/** One call of the function. */
interface Batch {
  readonly call: Call;
  /** Failed attempts of this call, by key: a second copy in the same batch also waits for the next call. */
  readonly failed: Map<string, number>;
}

const WORST_FIRST = ["failed", "dead", "unrouted", "accepted", "duplicate"] as const;

const LEVELS = {
  failed: "error",
  dead: "warn", // the alarm has its own line
  refused: "warn",
  unrouted: "warn",
  accepted: "info",
  duplicate: "info",
} as const;

/**
 * The function that a queue's trigger calls with a batch of messages.
 *
 * The platform repeats the whole batch if the function fails. A successful delivery is remembered and not repeated, a
 * failed one is repeated until its attempts are used up, and a message that is not a callback is logged and skipped.
 * Messages are handled one at a time, because user code must not run concurrently; a failure does not stop the rest.
 */
export function queueFunction(options: QueueFunctionOptions): (event: unknown, call: Call) => Promise<object> {
  return async (event, call) => {
    const messages = messagesOf(event);
    if (!messages) {
      call.log.error("batch", {
        error: "The event must be one of a queue (got another): check the function's triggers",
      });
      return { status: "error", error: "not an event of a queue" };
    }
    const limit = remainingTime(call.scf, call.startedAt);
    const batch: Batch = { call, failed: new Map() };
    let failures = 0;
    let attempt = 0;
    for (const [index, message] of messages.entries()) {
      // The platform would interrupt a run that begins late: the rest of the batch is left to the repeated call.
      if (index > 0 && remainingTime(call.scf, call.startedAt) < limit / 2) {
        throw new BatchError(`${messages.length - index} of ${messages.length} messages are left to the next call`);
      }
      const handled = await handle(message, batch, options);
      if (handled.attempt === undefined) continue;
      failures += 1;
      attempt = Math.max(attempt, handled.attempt);
    }
    if (failures === 0) return { status: "accepted" };
    await options.sleep(Math.min(retryDelay(attempt), remainingTime(call.scf, call.startedAt) / 2));
    throw new BatchError(`${failures} of ${messages.length} messages have failed; the platform repeats the batch`);
  };
}

async function handle(message: Message, batch: Batch, options: QueueFunctionOptions): Promise<Handled> {
  const start = process.hrtime();
  const handled = await outcomeOf(message, batch, options);
  const { outcome, line } = handled;
  batch.call.log[LEVELS[outcome]]("callback", { ...message.about, ...line, outcome, ms: millisecondsSince(start) });
  return handled;
}

async function outcomeOf({ body, id }: Message, batch: Batch, options: QueueFunctionOptions): Promise<Handled> {
  const { config, userCode, attempts } = options;
  if (attempts.next(id) === undefined) return { outcome: "dead", line: {} };
  let event: string | undefined;
  try {
    if (body === undefined)
      throw new HttpError(400, "not a message", "The record must have text in msgBody (got none)");
    const { callback, digest } = readBody(parseCallback, body, {}, config);
    event = callback.type;
    const deliveries: Delivered[] = [];
    for (const delivery of await userCode.deliveriesOf(callback, digest)) {
      deliveries.push(await deliver(delivery, batch, options));
    }
    const outcome = WORST_FIRST.find((name) => deliveries.some((delivery) => delivery.outcome === name)) ?? "accepted";
    const attempt = deliveries.reduce((max, delivery) => Math.max(max, delivery.attempt ?? 0), 0);
    return { outcome, line: { event, deliveries }, ...(outcome === "failed" && { attempt }) };
  } catch (error) {
    const httpError = error instanceof HttpError ? error : undefined;
    if (httpError && httpError.statusCode !== 503)
      return { outcome: "refused", line: { event, error: httpError.message } };
    // CI cannot be asked, or does not know the job's end yet: not the message's fault, but it must not block its
    // partition forever.
    const attempt = await fail(id, error, batch, options);
    return { outcome: attempt === undefined ? "dead" : "failed", line: { event, error }, attempt };
  }
}

async function deliver(delivery: Delivery, batch: Batch, options: QueueFunctionOptions): Promise<Delivered> {
  const { userCode, attempts } = options;
  const failedBefore = batch.failed.get(delivery.key);
  if (failedBefore !== undefined) return { ...delivery.about, outcome: "failed", attempt: failedBefore };
  const attempt = attempts.next(delivery.key);
  if (attempt === undefined) return { ...delivery.about, outcome: "dead" };
  try {
    const context = userCode.contextOf(delivery, batch.call, { attempt, source: "callback" });
    const outcome = await options.delivery.deliver(delivery, context);
    attempts.succeed(delivery.key);
    return { ...delivery.about, outcome };
  } catch (error) {
    const failedAttempt = await fail(delivery.key, error, batch, options);
    return {
      ...delivery.about,
      outcome: failedAttempt === undefined ? "dead" : "failed",
      attempt: failedAttempt,
      error,
    };
  }
}

/** Counts a failure. @returns the failed attempt; `undefined` if it was the last one and the alarm was raised */
async function fail(
  key: string,
  thrown: unknown,
  { call, failed: failedNow }: Batch,
  { attempts, onDead }: QueueFunctionOptions,
): Promise<number | undefined> {
  const attempt = attempts.next(key) ?? 1;
  const { error, permanent = false } = failureResult(thrown);
  if (!attempts.fail(key, permanent)) {
    failedNow.set(key, attempt);
    return attempt;
  }
  await raiseAlarm({ key, attempts: attempt, error: error! }, call, onDead);
  return undefined;
}
