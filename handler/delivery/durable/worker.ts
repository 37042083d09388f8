import { backOff, deadLetterError, nextStep, progressOf } from "./entry";
import type { Failure, Progress, RetryPolicy } from "./entry";
import { confirm, needsConfirmation } from "./confirm";
import type { Confirmation } from "./confirm";
import type { CiHistory } from "./ci-history";
import { MAX_OBJECT_BYTES, packEnvelope } from "./envelope";
import type { Envelope } from "./envelope";
import { accept, readCallback } from "./inbox";
import type { Journal, NewEntry } from "./journal";
import { isJobsKey, isUnconfirmedKey, unconfirmedKey } from "./key";
import { archiveName, inboxName, keyOfInboxName } from "./names";
import type { Attempt, RunResult } from "./run";
import { splitCallback } from "./split";
import { OversizedError } from "./store";
import type { Clock, Store } from "./store";

/** A callback that was given up. */
export interface DeadCallback {
  readonly key: string;
  /** Runs of user code. */
  readonly attempts: number;
  readonly error: Failure;
}

export interface WorkerOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  /** Lease of a claim in milliseconds: longer than any run of user code, or two runs could overlap. */
  readonly leaseMs: number;
  /** Calls user code for the callback. Never rejects because of user code. */
  readonly run: (envelope: Envelope, attempt: Attempt) => Promise<RunResult>;
  /** CI, to confirm callbacks. Undefined: every sender that knows the secret is trusted. */
  readonly history?: Pick<CiHistory, "get">;
  /** The alarm: called at least once for each callback that is given up, before it is archived as dead. */
  readonly onDead?: (dead: DeadCallback) => unknown;
  /** @default Math.random */
  readonly random?: () => number;
}

/** Result of the work on a callback: the recorded outcome, or why nothing was recorded. */
export type WorkResult =
  "done" | "dead" | "failed" | "over" | "left" | "gone" | "lost" | "foreign" | "split" | "unconfirmed";

/**
 * How long an unconfirmed callback waits under the key of the job that it names: as long as any job is waited for. CI's
 * own callback has the same key; whichever of the two is stored, CI's own data is delivered.
 */
const MAX_UNCONFIRMED_MS = 48 * 3_600_000;

type EndEntry = Extract<NewEntry, { kind: "done" | "dead" | "failed" }>;

/** Processes callbacks of the inbox: claims them, runs user code, records the outcome, cleans up. */
export class Worker {
  constructor(private readonly options: WorkerOptions) {}

  /**
   * Does the next step for one object of the inbox, if there is one. Safe to call at any time, repeatedly and
   * concurrently.
   *
   * @throws UnreadableError if the callback cannot be read; it stays unchanged
   */
  async process(name: string): Promise<WorkResult> {
    const { journal, clock, retry } = this.options;
    const key = keyOfInboxName(name);
    if (key === undefined) return "foreign";
    const [entries, envelope] = await Promise.all([journal.read(key), this.#read(name, key)]);
    if (!envelope) return "gone";
    const progress = progressOf(entries);
    if (envelope === "oversized") return this.#deadLetterOversized(name, key, progress);
    switch (nextStep(progress, clock.now(), retry)) {
      case "leave":
        return "left";
      case "finish": {
        const settled = progressOf(await journal.read(key, { settled: true }));
        return isOfLaterRound(name, key, settled) ? "left" : this.#finish(name, envelope, settled);
      }
      case "deadLetter":
        return this.#record(name, envelope, progress, { kind: "dead", error: deadLetterError(progress) });
      case "claim":
        return this.#confirmAndWork(name, envelope, progress);
    }
  }

  #read(name: string, key: string): Promise<Envelope | "oversized" | undefined> {
    return readCallback(this.options, name, key).catch((error: unknown) => {
      if (error instanceof OversizedError) return "oversized";
      throw error;
    });
  }

  async #confirmAndWork(name: string, envelope: Envelope, before: Progress): Promise<WorkResult> {
    const { history } = this.options;
    if (!history || !needsConfirmation(envelope)) return this.#work(name, envelope, before);
    const answer = await confirm(envelope, history);
    if (answer.confirmed) {
      if (isUnconfirmedKey(envelope.head.key)) return this.#work(name, envelope, before, answer);
      return this.#work(name, answer.confirmed, before);
    }
    // A key made of the body's digest blocks no other callback.
    const { key, receivedAt } = envelope.head;
    if (before.slots > 0 || /^(body|unconfirmed)_/.test(key)) return this.#work(name, envelope, before, answer);
    const isOver = answer.isFinal || this.options.clock.now() - receivedAt >= MAX_UNCONFIRMED_MS;
    return isOver ? this.#moveToUnconfirmedKey(name, envelope) : "unconfirmed";
  }

  /** Frees the key for CI's own callback. After a crash here both objects exist, and both are checked again. */
  async #moveToUnconfirmedKey(name: string, { head, body }: Envelope): Promise<WorkResult> {
    const { store } = this.options;
    const key = unconfirmedKey(head, Buffer.from(body).toString("base64"));
    await accept(store, { head: { ...head, key }, body });
    await store.delete(name);
    return "unconfirmed";
  }

  async #work(name: string, envelope: Envelope, before: Progress, answer?: Confirmation): Promise<WorkResult> {
    const { journal, clock, retry, leaseMs, random = Math.random } = this.options;
    const { key } = envelope.head;
    const startedAt = clock.elapsed();
    // If this worker was slow, another worker may take over and complete the work before this one begins.
    const hasTime = (): boolean => clock.elapsed() - startedAt <= leaseMs / 2;
    const claimed = await journal.append(key, before, { kind: "claim", until: clock.now() + leaseMs });
    if (!claimed || !hasTime()) return "lost";
    // A callback with its own key was confirmed by CI before: a denial by CI now does not count as a run of user code.
    const isCounted = answer?.isDenied && (isUnconfirmedKey(key) || answer.isFinal);
    if (answer && !answer.confirmed && !isCounted) {
      const retryAt = clock.now() + backOff(claimed.idle, retry, random());
      return this.#record(name, envelope, claimed, { kind: "failed", retryAt, error: answer.error });
    }
    const begun = await journal.append(key, claimed, { kind: "begin" }, { isSettled: true, hasTime });
    if (!begun || !hasTime()) return "lost";
    if (isJobsKey(key)) return this.#split(name, envelope, begun);
    return this.#recordRun(name, envelope, begun, await this.#run(envelope, begun.attempts, answer));
  }

  /** After a crash here, the whole callback and its progress remain; the parts are known by their own journals. */
  async #split(name: string, envelope: Envelope, begun: Progress): Promise<WorkResult> {
    const { store, journal } = this.options;
    let progress: Progress | undefined = begun;
    const result = await splitCallback(store, envelope, begun.parts, async (parts) => {
      progress &&= await journal.append(envelope.head.key, progress, { kind: "split", parts }, { isSettled: true });
      return progress !== undefined;
    });
    if (!progress) return "lost";
    const ended = await this.#recordRun(name, envelope, progress, result);
    return ended === "done" ? "split" : ended;
  }

  async #run(envelope: Envelope, attempt: number, answer: Confirmation | undefined): Promise<RunResult> {
    if (!answer) return this.options.run(envelope, { key: envelope.head.key, attempt });
    if (!answer.confirmed) return { error: answer.error, permanent: answer.isFinal };
    await accept(this.options.store, answer.confirmed);
    return {};
  }

  async #recordRun(
    name: string,
    envelope: Envelope,
    before: Progress,
    { error, permanent, unrouted }: RunResult,
  ): Promise<WorkResult> {
    const { clock, retry, random = Math.random } = this.options;
    if (!error) return this.#record(name, envelope, before, { kind: "done", ...(unrouted && { unrouted }) });
    const { attempts } = before;
    if (permanent || attempts >= retry.maxAttempts) {
      return this.#record(name, envelope, before, { kind: "dead", error });
    }
    const retryAt = clock.now() + backOff(attempts, retry, random());
    return this.#record(name, envelope, before, { kind: "failed", retryAt, error });
  }

  /**
   * Records the outcome of an attempt. If another worker took over meanwhile, it has the slot and this outcome is
   * dropped.
   */
  async #record(name: string, envelope: Envelope, before: Progress, entry: EndEntry): Promise<WorkResult> {
    const after = await this.options.journal.append(envelope.head.key, before, entry);
    if (!after) return "lost";
    if (entry.kind !== "failed") await this.#finish(name, envelope, after);
    return entry.kind;
  }

  /**
   * Archives a finished callback. This is idempotent, so after a crash the next worker can repeat it. The alarm comes
   * first: after the archiving, the next worker would raise no alarm.
   */
  async #finish(name: string, envelope: Envelope, progress: Progress): Promise<WorkResult> {
    if (await this.#archive(envelope, progress)) await this.options.store.delete(name);
    else return "left";
    return "over";
  }

  /** Whether the callback has ended. An archived object is not replaced: a duplicate may have another body. */
  async #archive({ head, body }: Envelope, { phase, attempts, last, rounds }: Progress): Promise<boolean> {
    if (phase !== "done" && phase !== "dead") return false;
    const { store, onDead } = this.options;
    const { key } = head;
    const error = last?.kind === "dead" ? last.error : undefined;
    const archive = archiveName(phase, key, phase === "dead" ? rounds.at(-1) : 0);
    if (error && onDead && !(await store.get(archive))) await onDead({ key, attempts, error });
    const unrouted = last?.kind === "done" && last.unrouted;
    const outcome = { status: phase, at: last?.at ?? 0, attempts, error, ...(unrouted && { unrouted }) };
    await store.create(archive, packEnvelope({ head: { ...head, outcome }, body }));
    return true;
  }

  /**
   * An object larger than any callback was put there by another program. A notice is archived as dead; the object
   * itself stays, since it was not read.
   */
  async #deadLetterOversized(name: string, key: string, progress: Progress): Promise<WorkResult> {
    const { store, journal } = this.options;
    const { objects } = await store.list(name, "");
    const listed = objects.find((object) => object.name === name);
    if (!listed || listed.size <= MAX_OBJECT_BYTES) throw new OversizedError(`${name} is listed as smaller`);
    const message = `The object ${name} must be at most ${MAX_OBJECT_BYTES} bytes (got ${listed.size}); it is not removed`;
    const isOver = progress.phase === "done" || progress.phase === "dead";
    const after = isOver
      ? progress
      : await journal.append(key, progress, { kind: "dead", error: { name: "Oversized", message } });
    if (!after) return "lost";
    const head = { key, source: "callback", receivedAt: listed.modifiedAt, headers: {} } as const;
    await this.#archive({ head, body: Buffer.alloc(0) }, after);
    return "dead";
  }
}

/** Whether the callback was redriven after the journal was read: the read was stale, and the round is not over. */
function isOfLaterRound(name: string, key: string, { phase, rounds }: Progress): boolean {
  return phase === "dead" && !rounds.some((round) => name === inboxName(key, round));
}
