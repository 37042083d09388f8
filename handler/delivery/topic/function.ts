import type { Call } from "../../call";
import type { Config } from "../../config";
import { remainingTime } from "../../context";
import { millisecondsSince } from "../../received";
import { raiseAlarm } from "../alarm";
import { createGuard } from "../durable/guard";
import { forEachOf } from "../durable/pool";
import { runUserCode } from "../durable/run";
import type { WorkerFunctionOptions } from "../durable/worker-function";
import { MAX_TIMEOUT_MS, workerFunction } from "../durable/worker-function";
import { Worker } from "../durable/worker";
import type { WorkResult } from "../durable/worker";
import { BatchError, retryDelay } from "../queue/batch";
import type { Message } from "../queue/messages";
import { messagesOf } from "../queue/messages";
import { callbacksOf } from "./callbacks";
import { HeldStore } from "./held-store";
import { journalInTurn, Turn } from "./turn";

/** Callbacks that are worked on at a time. Most of the time of each is spent waiting for the bucket. */
const CONCURRENCY = 16;

export interface TopicFunctionOptions extends WorkerFunctionOptions {
  readonly limits: Config;
}

/** Result of a callback. `stored`: it is in the inbox, for later attempts. */
type Outcome = "accepted" | "duplicate" | "dead" | "stored" | "refused";

/** Log levels, from the worst outcome. */
const LEVELS = { refused: "warn", dead: "warn", stored: "info", accepted: "info", duplicate: "info" } as const;

const OUTCOMES: Partial<Record<WorkResult, Outcome>> = { done: "accepted", over: "duplicate", dead: "dead" };

/** A callback of a message. */
interface Part {
  readonly name: string;
  readonly end: (outcome: Outcome) => void;
}

/**
 * The function that reads a topic with durable delivery. Its other events are those of the inbox.
 *
 * A message leaves the topic when each of its callbacks has an outcome or is in the inbox. If the bucket refuses both,
 * the call fails, and the platform repeats the batch. Journals record which of its callbacks already have an outcome.
 */
export function topicFunction(options: TopicFunctionOptions): (event: unknown, call: Call) => Promise<object> {
  const { store, clock } = options;
  const requireSafeStore = createGuard(store, clock);
  const work = workerFunction(options);
  /** Consecutive batches that failed. */
  let failures = 0;
  return async (event, call) => {
    const messages = messagesOf(event);
    if (!messages) return work(event, call);
    const batch = new Batch(options, call);
    try {
      await requireSafeStore();
      await forEachOf(batch.parts(messages), CONCURRENCY, (part) => batch.handle(part));
    } catch (error) {
      call.log.error("batch", { error, messages: messages.length });
      await clock.sleep(Math.min(retryDelay(++failures), batch.remaining() / 2));
      throw new BatchError(`${messages.length} messages could not be stored; the platform repeats the batch`, {
        cause: error,
      });
    }
    failures = 0;
    return { status: "accepted" };
  };
}

/** One call of the function. */
class Batch {
  readonly #held: HeldStore;
  readonly #turn = new Turn();
  readonly #limitMs: number;
  readonly #startedAt: number;

  constructor(
    private readonly options: TopicFunctionOptions,
    private readonly call: Call,
  ) {
    this.#held = new HeldStore(options.store);
    this.#limitMs = call.scf.time_limit_in_ms ?? MAX_TIMEOUT_MS;
    this.#startedAt = options.clock.elapsed();
  }

  /** Milliseconds until the platform ends the call. */
  remaining(): number {
    const { scf, startedAt } = this.call;
    return Math.min(remainingTime(scf, startedAt, this.options.clock.now()), this.#limitMs);
  }

  /**
   * The callbacks of all messages, each key once. A message is read when its callbacks are about to be handled: the parts
   * of all messages together may exceed the memory.
   */
  async *parts(messages: readonly Message[]): AsyncGenerator<Part> {
    const keys = new Set<string>();
    for (const message of messages) {
      const { event, refusal, objects } = await callbacksOf(message, this.options.limits, this.call.startedAt);
      const newObjects = [...objects].filter(([name]) => !keys.has(name));
      const end = this.#outcomeLogger(message, { event, error: refusal }, newObjects.length);
      if (newObjects.length === 0) end(refusal ? "refused" : objects.size > 0 ? "duplicate" : "accepted");
      for (const [name, content] of newObjects) {
        keys.add(name);
        this.#held.hold(name, content);
        yield { name, end };
      }
    }
  }

  /** Runs user code, or leaves that to the inbox. Rejects if the callback could not be stored. */
  async handle({ name, end }: Part): Promise<void> {
    const result = this.#hasTime() ? await this.#work(name) : undefined;
    const isStored = await this.#held.release(name);
    end((!isStored && result && OUTCOMES[result]) || "stored");
  }

  async #work(name: string): Promise<WorkResult | undefined> {
    const { config, clock, history, random, userCode, onDead } = this.options;
    const { call } = this;
    const turn = { turn: this.#turn, hasTime: () => this.#hasTime(), now: () => clock.now() };
    const { journal, end } = journalInTurn(this.options.journal, turn);
    const worker = new Worker({
      ...{ store: this.#held, journal, clock, history, random },
      retry: config.retry,
      leaseMs: this.#limitMs + config.slackMs,
      run: (envelope, attempt) => runUserCode(userCode, envelope, attempt, call).finally(end),
      onDead: (dead) => raiseAlarm(dead, call, onDead),
    });
    try {
      return await worker.process(name);
    } catch (error) {
      call.log.warn("work", { object: name, result: "error", error });
      return undefined;
    } finally {
      end();
    }
  }

  /** The platform would interrupt a run that begins late. */
  #hasTime(): boolean {
    return this.options.clock.elapsed() - this.#startedAt <= this.#limitMs / 2;
  }

  /** Writes one line for a message after all its callbacks have ended. */
  #outcomeLogger({ about }: Message, fields: object, count: number): (outcome: Outcome) => void {
    const start = process.hrtime();
    const outcomes = new Set<Outcome>();
    let left = Math.max(count, 1);
    return (ended) => {
      outcomes.add(ended);
      if (--left > 0) return;
      const outcome = (Object.keys(LEVELS) as Outcome[]).find((name) => outcomes.has(name))!;
      this.call.log[LEVELS[outcome]]("callback", { ...about, ...fields, outcome, ms: millisecondsSince(start) });
    };
  }
}
