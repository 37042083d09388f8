/** Journal entries of a callback, and the state that follows from them. This file does no input or output. */

/** Error of user code, as text: it outlives the process. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** One event in the life of a callback. Times are milliseconds since 1970. */
export type Entry = {
  readonly at: number;
  /** Distinguishes a writer's own entry from those of others. */
  readonly nonce: string;
  /** Nonce of the entry that its writer read as the previous one; `""` for none. */
  readonly prev: string;
} & (
  | {
      /** A worker claims the callback exclusively. The slot is the fencing number. */
      readonly kind: "claim";
      /** When the lease expires and others may take over. */
      readonly until: number;
    }
  | {
      /** User code begins: only later effects belong to a run of user code. */
      readonly kind: "begin";
    }
  | {
      /** Number of the callback's jobs that are in the inbox as separate callbacks. */
      readonly kind: "split";
      readonly parts: number;
    }
  | {
      /** User code failed, or, after a claim alone, a step before it; user code must run again. */
      readonly kind: "failed";
      readonly retryAt: number;
      readonly error: Failure;
    }
  | {
      readonly kind: "done";
      /** No route of the handler accepted it. */
      readonly unrouted?: boolean;
    }
  | { readonly kind: "dead"; readonly error: Failure }
  | {
      /** An operator starts another round. */
      readonly kind: "redrive";
    }
  | {
      /** An operator removes a dead callback; it can no longer be redriven. */
      readonly kind: "purge";
    }
);

const KINDS: ReadonlySet<string> = new Set<Entry["kind"]>([
  ...(["claim", "begin", "split", "failed", "done", "dead", "redrive", "purge"] as const),
]);

/** Whether a value is an entry, judged by the fields that the state depends on. */
export function isEntry(value: unknown): value is Entry {
  const { kind, at, nonce, prev } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return KINDS.has(kind as string) && typeof at === "number" && typeof nonce === "string" && typeof prev === "string";
}

/** Retry policy: how often and when user code runs again. */
export interface RetryPolicy {
  /** Maximum number of runs of user code before a callback is given up, the first one included. */
  readonly maxAttempts: number;
  /** Milliseconds before the second run; doubled for each further run. */
  readonly firstDelayMs: number;
  /** Maximum wait in milliseconds. */
  readonly maxDelayMs: number;
}

/** State of a callback. */
export interface Progress {
  /** Number of entries; the next entry goes to the slot after them. */
  readonly slots: number;
  /** Nonce of the last valid entry; `""` for none. */
  readonly tip: string;
  readonly phase: "new" | "claimed" | "running" | "waiting" | "done" | "dead";
  /** Slots at which rounds began: 0, and the slots of the redrives. */
  readonly rounds: readonly number[];
  /** Claims in the last round. */
  readonly claims: number;
  /** Claims in the last round that started no run of user code. */
  readonly idle: number;
  /** Runs of user code in the last round. */
  readonly attempts: number;
  /** Jobs of the callback that were split off in the last round. */
  readonly parts: number;
  /** Error of the last failed run of user code in this round; `undefined` if no run failed. */
  readonly error?: Failure;
  /** Error of the last claim that started no run. */
  readonly idleError?: Failure;
  /** When the lease, or the wait, ends; 0 in other phases. */
  readonly until: number;
  /** The last valid entry. */
  readonly last?: Entry;
}

/** Next step for a callback. `deadLetter`: all its attempts are used up. */
export type Step = "claim" | "finish" | "deadLetter" | "leave";

/**
 * Maximum number of claims in a round that start no run of user code: the bucket failed, or the worker was killed
 * first. The callback is not at fault, so the limit is generous; each claim takes up to a worker's time limit.
 */
export const MAX_IDLE_CLAIMS = 100;

const NEW_ROUND = {
  ...({ phase: "new", claims: 0, idle: 0, attempts: 0, parts: 0, until: 0 } as const),
  ...{ error: undefined, idleError: undefined },
};
const START: Progress = { ...NEW_ROUND, slots: 0, tip: "", rounds: [0] };

/** The state of a callback after these entries. */
export function progressOf(entries: readonly Entry[]): Progress {
  return entries.reduce(advance, START);
}

/**
 * The state of a callback after one more entry. An entry whose `prev` is not the current tip does not count: if two
 * creations of an object both succeed, the entry's writer may have built upon the one that was overwritten.
 */
export function advance(before: Progress, entry: Entry): Progress {
  const slots = before.slots + 1;
  if (entry.prev !== before.tip) return { ...before, slots };
  const next = { ...before, slots, tip: entry.nonce, last: entry };
  switch (entry.kind) {
    case "claim":
      return { ...next, phase: "claimed", claims: before.claims + 1, idle: before.idle + 1, until: entry.until };
    case "begin":
      return { ...next, phase: "running", idle: before.idle - 1, attempts: before.attempts + 1 };
    case "split":
      return { ...next, attempts: 1, parts: entry.parts }; // a split that makes progress is not given up
    case "failed":
      return {
        ...{ ...next, phase: "waiting", until: entry.retryAt },
        ...(before.phase === "claimed" ? { idleError: entry.error } : { error: entry.error }),
      };
    case "done":
    case "dead":
      return { ...next, phase: entry.kind, until: 0 };
    case "purge":
      return { ...before, slots, tip: entry.nonce };
    case "redrive":
      return { ...next, ...NEW_ROUND, rounds: [...before.rounds, slots] };
  }
}

export function nextStep(progress: Progress, now: number, { maxAttempts }: RetryPolicy): Step {
  const { phase, until, attempts, idle } = progress;
  if (phase === "done" || phase === "dead") return "finish";
  if (phase !== "new" && now < until) return "leave";
  return attempts < maxAttempts && idle < MAX_IDLE_CLAIMS ? "claim" : "deadLetter";
}

/** The error of a callback whose attempts are used up. */
export function deadLetterError({ phase, idle, attempts, error, idleError }: Progress): Failure {
  if (phase === "running") {
    const before = error ? `; previous attempt: ${error.name}: ${error.message}` : "";
    return {
      name: "Abandoned",
      message: `The last run of user code recorded no result: it ran out of time or memory, or its process was killed${before}`,
    };
  }
  // Options may have changed since the failure: user code's own error is the cause, whatever the number of attempts.
  if (error && idle < MAX_IDLE_CLAIMS) return error;
  const last = idleError ?? error;
  return {
    name: "NotBegun",
    message:
      `${idle} claims started no run of user code, which has run ${attempts} times: the bucket, CI or the platform failed` +
      (last ? `; last error: ${last.name}: ${last.message}` : ""),
  };
}

/**
 * Backoff in milliseconds after a number of failed runs: random between half of the doubled delay and all of it, so
 * that callbacks that failed together are not retried together.
 *
 * @param random from 0 to 1
 */
export function backOff(attempts: number, { firstDelayMs, maxDelayMs }: RetryPolicy, random: number): number {
  const delay = Math.min(firstDelayMs * 2 ** (attempts - 1), maxDelayMs);
  return Math.round(delay / 2 + (delay / 2) * random);
}
