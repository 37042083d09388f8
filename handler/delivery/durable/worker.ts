import { backOff, nextStep, progressOf } from "./entry";
import type { Failure, Progress, RetryPolicy } from "./entry";
import { openEnvelope, packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import type { Journal, NewEntry } from "./journal";
import { archiveName, keyOfInboxName } from "./names";
import type { Clock, Store } from "./store";

/** What a run of user code is told. */
export interface Attempt {
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  /** Deliveries that succeeded in an earlier attempt. */
  readonly completed: readonly string[];
}

/** How a run of user code ended. */
export interface RunResult {
  /** All deliveries that have succeeded by now, those of earlier attempts included. */
  readonly completed: readonly string[];
  /** Why a delivery failed; `undefined` when none did. */
  readonly error?: Failure;
  /** There is no use in trying again. */
  readonly permanent?: boolean;
}

/** A callback that was given up. */
export interface DeadCallback {
  readonly key: string;
  readonly attempts: number;
  readonly error: Failure;
}

export interface WorkerOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** Milliseconds that a claim lasts: longer than any run of user code can, or two run at a time. */
  readonly leaseMs: number;
  /** Calls user code for every delivery of the callback that is not completed. Never rejects for what user code does. */
  readonly run: (envelope: Envelope, attempt: Attempt) => Promise<RunResult>;
  /** The alarm: called, once at most, by the worker that gave a callback up, after that is recorded. */
  readonly onDead?: (dead: DeadCallback) => unknown;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What became of a callback: what was recorded, or why nothing was. */
export type WorkResult = "done" | "dead" | "failed" | "over" | "left" | "gone" | "lost" | "foreign";

const ABANDONED: Failure = {
  name: "Abandoned",
  message: "The last attempt ended without a word: it ran out of time or memory, or its process was killed",
};

/** Takes callbacks out of the inbox: claims, runs user code, records how it ended, clears away. */
export class Worker {
  constructor(private readonly options: WorkerOptions) {}

  /**
   * Does what is to be done about one object of the inbox, which may be nothing. Safe to call at any time, any number of
   * times, from anywhere at once.
   */
  async process(name: string): Promise<WorkResult> {
    const { store, journal, clock, retry } = this.options;
    const key = keyOfInboxName(name);
    if (key === undefined) return "foreign";
    const [entries, content] = await Promise.all([journal.read(key), store.get(name)]);
    if (!content) return "gone";
    const envelope = openEnvelope(content, key);
    const progress = progressOf(entries);
    switch (nextStep(progress, clock.now(), retry)) {
      case "leave":
        return "left";
      case "finish":
        await this.#finish(name, envelope, progress);
        return "over";
      case "bury":
        return this.#record(name, envelope, progress, { kind: "dead", error: ABANDONED });
      case "claim":
        return this.#work(name, key, envelope, progress);
    }
  }

  async #work(name: string, key: string, envelope: Envelope, before: Progress): Promise<WorkResult> {
    const { journal, clock, retry, leaseMs, run, random = Math.random } = this.options;
    const claim = { kind: "claim", until: clock.now() + leaseMs } as const;
    if (!(await journal.append(key, before.slots + 1, claim))) return "lost";
    const attempts = before.attempts + 1;
    const { completed, error, permanent } = await run(envelope, {
      key,
      attempt: attempts,
      completed: before.completed,
    });
    const claimed = { ...before, slots: before.slots + 1, attempts, completed };
    if (!error) return this.#record(name, envelope, claimed, { kind: "done" });
    if (permanent || attempts >= retry.maxAttempts) {
      return this.#record(name, envelope, claimed, { kind: "dead", error });
    }
    const retryAt = clock.now() + backOff(attempts, retry, random());
    return this.#record(name, envelope, claimed, { kind: "failed", retryAt, error, completed });
  }

  /** Writes how an attempt ended. Whoever took over meanwhile has that slot, and what happened here does not count. */
  async #record(name: string, envelope: Envelope, before: Progress, entry: EndEntry): Promise<WorkResult> {
    const { journal, clock, onDead } = this.options;
    const { key } = envelope.head;
    const { attempts } = before;
    if (!(await journal.append(key, before.slots + 1, entry))) return "lost";
    if (entry.kind === "failed") return "failed";
    if (entry.kind === "dead") await onDead?.({ key, attempts, error: entry.error });
    const last = { ...entry, at: clock.now(), nonce: "" };
    await this.#finish(name, envelope, { ...before, slots: before.slots + 1, phase: entry.kind, last });
    return entry.kind;
  }

  /** Moves a callback to where it belongs when it is over. Repeating this changes nothing. */
  async #finish(name: string, { head, body }: Envelope, { phase, attempts, last }: Progress): Promise<void> {
    if (phase !== "done" && phase !== "dead") return;
    const { store } = this.options;
    const error = last?.kind === "dead" ? last.error : undefined;
    const outcome = { status: phase, at: last?.at ?? 0, attempts, error };
    await store.put(archiveName(phase, head.key), packEnvelope({ head: { ...head, outcome }, body }));
    await store.delete(name);
  }
}

type EndEntry = Exclude<NewEntry, { kind: "claim" | "redrive" }>;
