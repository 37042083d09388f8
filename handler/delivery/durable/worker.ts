import { advance, backOff, nextStep, progressOf } from "./entry";
import type { Failure, Progress, RetryPolicy } from "./entry";
import { openEnvelope, packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { accept } from "./inbox";
import type { Journal, NewEntry } from "./journal";
import { archiveName, keyOfInboxName } from "./names";
import { splitJobs } from "./split";
import type { Clock, Store } from "./store";

/** What a run of user code is told. */
export interface Attempt {
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
}

/** How a run of user code ended. */
export interface RunResult {
  /** Why it failed; `undefined` when it did not. */
  readonly error?: Failure;
  /** There is no use in trying again. */
  readonly permanent?: boolean;
  /** No route takes the callback. */
  readonly unrouted?: boolean;
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
  /** Calls user code for the callback. Never rejects for what user code does. */
  readonly run: (envelope: Envelope, attempt: Attempt) => Promise<RunResult>;
  /** The alarm: called at least once for a callback that was given up, before it lies among the dead. */
  readonly onDead?: (dead: DeadCallback) => unknown;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What became of a callback: what was recorded, or why nothing was. */
export type WorkResult = "done" | "dead" | "failed" | "over" | "left" | "gone" | "lost" | "foreign" | "split";

const ABANDONED: Failure = {
  name: "Abandoned",
  message:
    "The last attempt ended without a word: it ran out of time or memory, its process was killed, or the bucket failed " +
    "before user code began",
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
    const parts = splitJobs(envelope);
    if (parts.length > 0) return this.#split(name, parts);
    const progress = progressOf(entries);
    switch (nextStep(progress, clock.now(), retry)) {
      case "leave":
        return "left";
      case "finish":
        return this.#finish(name, envelope, progressOf(await journal.read(key, { settled: true })));
      case "bury":
        return this.#record(name, envelope, progress, { kind: "dead", error: ABANDONED });
      case "claim":
        return this.#work(name, key, envelope, progress);
    }
  }

  /** Whoever dies here leaves the whole, which is split again; the parts are known by their own journals. */
  async #split(name: string, parts: readonly Envelope[]): Promise<WorkResult> {
    const { store } = this.options;
    for (const part of parts) await accept(store, part);
    await store.delete(name);
    return "split";
  }

  async #work(name: string, key: string, envelope: Envelope, before: Progress): Promise<WorkResult> {
    const { journal, clock, retry, leaseMs, run, random = Math.random } = this.options;
    const claim = await journal.append(key, before, { kind: "claim", until: clock.now() + leaseMs });
    // One that took long to write may be about to end, and another worker may have done the work before this one begins.
    if (!claim || clock.now() - claim.at > leaseMs / 2) return "lost";
    const claimed = advance(before, claim);
    const { attempts } = claimed;
    const { error, permanent, unrouted } = await run(envelope, { key, attempt: attempts });
    if (!error) return this.#record(name, envelope, claimed, { kind: "done", ...(unrouted && { unrouted }) });
    if (permanent || attempts >= retry.maxAttempts) {
      return this.#record(name, envelope, claimed, { kind: "dead", error });
    }
    const retryAt = clock.now() + backOff(attempts, retry, random());
    return this.#record(name, envelope, claimed, { kind: "failed", retryAt, error });
  }

  /** Writes how an attempt ended. Whoever took over meanwhile has that slot, and what happened here does not count. */
  async #record(name: string, envelope: Envelope, before: Progress, entry: EndEntry): Promise<WorkResult> {
    const written = await this.options.journal.append(envelope.head.key, before, entry);
    if (!written) return "lost";
    if (entry.kind !== "failed") await this.#finish(name, envelope, advance(before, written));
    return entry.kind;
  }

  /**
   * Moves a callback to where it belongs when it is over. Repeating this changes nothing, and so whoever dies here leaves
   * it to the next; the alarm comes first, lest that one finds nothing to raise it for.
   */
  async #finish(name: string, { head, body }: Envelope, progress: Progress): Promise<WorkResult> {
    const { phase, attempts, last, rounds } = progress;
    if (phase !== "done" && phase !== "dead") return "left";
    const { store, onDead } = this.options;
    const { key } = head;
    const error = last?.kind === "dead" ? last.error : undefined;
    const archive = archiveName(phase, key, phase === "dead" ? rounds.at(-1) : 0);
    if (error && onDead && !(await store.get(archive))) await onDead({ key, attempts, error });
    const unrouted = last?.kind === "done" && last.unrouted;
    const outcome = { status: phase, at: last?.at ?? 0, attempts, error, ...(unrouted && { unrouted }) };
    await store.put(archive, packEnvelope({ head: { ...head, outcome }, body }));
    await store.delete(name);
    return "over";
  }
}

type EndEntry = Exclude<NewEntry, { kind: "claim" | "redrive" }>;
