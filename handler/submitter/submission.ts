import { progressOf } from "../delivery/durable/entry";
import type { Failure, Progress } from "../delivery/durable/entry";
import type { Journal } from "../delivery/durable/journal";
import type { Clock, Store } from "../delivery/durable/store";

/** One job on one version of one object. */
export interface Submission {
  /** Equal for equal uploads, and different for all others. */
  readonly key: string;
  /** Fields for the record of a failure. */
  readonly about: Readonly<Record<string, string>>;
  /** Submits the job; returns its id. */
  readonly create: () => Promise<string>;
  /** Looks for a job that an earlier attempt may have submitted since then; returns its id. */
  readonly find: (since: Date) => Promise<string | undefined>;
}

/** Outcome of a submission. `repeated`: another event has already handled it. */
export type SubmissionResult =
  | { readonly result: "submitted" | "found"; readonly jobId: string; readonly attempt: number }
  | { readonly result: "repeated" };

export interface SubmitterOptions {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Duration of a claim in milliseconds: longer than any call of the function. */
  readonly leaseMs: number;
  /** Attempts after which a submission is given up. */
  readonly maxAttempts: number;
  /** Start of this call, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether there is time to wait for the attempt of another call. */
  readonly hasTime: () => boolean;
  /** Hook for submissions that are given up. Called after the record is written. */
  readonly onGivenUp: (key: string, attempts: number, error: Failure) => void;
}

/** Another call holds the claim. The platform must repeat this event. */
export class SubmissionBusyError extends Error {
  override readonly name = "SubmissionBusyError";
}

const POLL_MS = 500;

/** Clocks of CI and of functions that differ by more than this count as broken. */
const MAX_SKEW_MS = 60_000;

export const failedName = (key: string): string => `failed/${key}`;

/**
 * Submits once, however many events there are: claims, submits, records. If the end of an attempt is not recorded, it
 * may or may not have submitted, so the next attempt asks CI first.
 *
 * @throws the error of the submission, so that the platform repeats the call
 */
export async function submitOnce(submission: Submission, options: SubmitterOptions): Promise<SubmissionResult> {
  const { journal, clock } = options;
  const { key, create, find } = submission;
  const claimed = await claim(key, options);
  if (!claimed) return { result: "repeated" };
  const { progress, since } = claimed;
  const attempt = progress.claims;
  let foundJobId: string | undefined;
  let jobId: string;
  try {
    foundJobId = since === undefined ? undefined : await find(new Date(since - MAX_SKEW_MS));
    jobId = foundJobId ?? (await create());
  } catch (error) {
    const failure = failureOf(error);
    if (attempt < options.maxAttempts) {
      await journal.append(key, progress, { kind: "failed", retryAt: clock.now(), error: failure });
    } else {
      await giveUp(submission, progress, failure, options);
    }
    throw error;
  }
  // If this fails, the claim expires, and the next attempt finds the job.
  await journal.append(key, progress, { kind: "done" });
  return { result: foundJobId === undefined ? "submitted" : "found", jobId, attempt };
}

/** The current state of this claim, and the time of the first claim; undefined if nothing remains to be done. */
async function claim(
  key: string,
  { journal, clock, leaseMs, startedAt, hasTime }: SubmitterOptions,
): Promise<{ readonly progress: Progress; readonly since?: number } | undefined> {
  for (;;) {
    const entries = await journal.read(key);
    const progress = progressOf(entries);
    if (progress.phase === "done" || progress.phase === "dead") return undefined;
    const now = clock.now();
    if (progress.phase === "claimed" && now < progress.until) {
      if (!hasTime()) throw new SubmissionBusyError(`Submission ${key} is claimed by another call`);
      await clock.sleep(POLL_MS);
      continue;
    }
    if (progress.phase === "waiting" && progress.last!.at >= startedAt) {
      // Concurrent events must not use up the attempts that are meant for later.
      throw new SubmissionBusyError(`Submission ${key} has just failed in another call and is repeated later`);
    }
    const claimed = await journal.append(key, progress, { kind: "claim", until: now + leaseMs });
    if (claimed) return { progress: claimed, since: entries[0]?.at };
  }
}

async function giveUp(
  { key, about }: Submission,
  progress: Progress,
  error: Failure,
  { store, journal, clock, onGivenUp }: SubmitterOptions,
): Promise<void> {
  const attempts = progress.claims;
  const record = { ...about, attempts, error, at: new Date(clock.now()).toISOString() };
  await store.put(failedName(key), `${JSON.stringify(record, undefined, 2)}\n`);
  if (await journal.append(key, progress, { kind: "dead", error })) onGivenUp(key, attempts, error);
}

function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: "Error", message: String(error) };
}
