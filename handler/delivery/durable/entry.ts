/** What can happen to a callback, and what follows from what has happened. No input or output in here. */

/** Why user code failed, as text: it outlives the process. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** One thing that has happened to a callback. Times are milliseconds since 1970. */
export type Entry = {
  readonly at: number;
  /** Tells a writer's own entry from another's. */
  readonly nonce: string;
  /** Nonce of the entry that its writer took for the one before; `""` for none. */
  readonly prev: string;
} & (
  | {
      /** A worker has the callback to itself. The slot is its fencing number. */
      readonly kind: "claim";
      /** When others may take over. */
      readonly until: number;
    }
  | {
      /** User code begins: only what comes after this is a run of it. */
      readonly kind: "begin";
    }
  | {
      /** So many of the callback's jobs lie in the inbox as callbacks of their own. */
      readonly kind: "split";
      readonly parts: number;
    }
  | {
      /** User code failed, or after a claim alone what comes before it; it is to run again. */
      readonly kind: "failed";
      readonly retryAt: number;
      readonly error: Failure;
    }
  | {
      readonly kind: "done";
      /** No route of the user's took it. */
      readonly unrouted?: boolean;
    }
  | { readonly kind: "dead"; readonly error: Failure }
  | {
      /** An operator wants another round. */
      readonly kind: "redrive";
    }
  | {
      /** An operator removes what is dead: nobody redrives it any more. */
      readonly kind: "purge";
    }
);

const KINDS: ReadonlySet<string> = new Set<Entry["kind"]>([
  ...(["claim", "begin", "split", "failed", "done", "dead", "redrive", "purge"] as const),
]);

/** Whether this is an entry, as far as what follows from it goes. */
export function isEntry(value: unknown): value is Entry {
  const { kind, at, nonce, prev } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return KINDS.has(kind as string) && typeof at === "number" && typeof nonce === "string" && typeof prev === "string";
}

/** How often and when user code runs again. */
export interface RetryPolicy {
  /** Runs of user code before a callback is given up, the first one included. */
  readonly maxAttempts: number;
  /** Milliseconds before the second run; they double with each further one. */
  readonly firstDelayMs: number;
  /** Milliseconds that no wait exceeds. */
  readonly maxDelayMs: number;
}

/** Where a callback stands. */
export interface Progress {
  /** Entries so far; the next one goes to the slot after. */
  readonly slots: number;
  /** Nonce of the last entry that counts; `""` for none. */
  readonly tip: string;
  readonly phase: "new" | "claimed" | "running" | "waiting" | "done" | "dead";
  /** Slots at which rounds began: 0, and those at which it was redriven. */
  readonly rounds: readonly number[];
  /** Claims in the last round. */
  readonly claims: number;
  /** Those of them that came to no run of user code. */
  readonly idle: number;
  /** Runs of user code in the last round. */
  readonly attempts: number;
  /** Jobs of the callback that were split off in the last round. */
  readonly parts: number;
  /** Why user code failed the last time in this round; `undefined` where it did not. */
  readonly error?: Failure;
  /** The same of a claim that came to no run. */
  readonly idleError?: Failure;
  /** When the claim, or the wait, ends; 0 in other phases. */
  readonly until: number;
  /** The last entry that counts. */
  readonly last?: Entry;
}

/** What to do with a callback now. `bury`: it has had all its attempts. */
export type Step = "claim" | "finish" | "bury" | "leave";

/**
 * Claims of a round that came to no run of user code: the bucket failed, or the worker was killed before. That is not the
 * callback's fault, and so the bound is a generous one; each claim takes as long as a worker may.
 */
export const MAX_IDLE_CLAIMS = 100;

const NEW_ROUND = {
  ...({ phase: "new", claims: 0, idle: 0, attempts: 0, parts: 0, until: 0 } as const),
  ...{ error: undefined, idleError: undefined },
};
const START: Progress = { ...NEW_ROUND, slots: 0, tip: "", rounds: [0] };

/** Where a callback stands after these entries. */
export function progressOf(entries: readonly Entry[]): Progress {
  return entries.reduce(advance, START);
}

/**
 * Where a callback stands after one more entry. One that follows another than its writer believed does not count: where
 * two creations of an object both succeed, its writer may have built upon the one that did not stay.
 */
export function advance(before: Progress, entry: Entry): Progress {
  const slots = before.slots + 1;
  if (entry.prev !== before.tip) return { ...before, slots };
  const same = { ...before, slots, tip: entry.nonce, last: entry };
  switch (entry.kind) {
    case "claim":
      return { ...same, phase: "claimed", claims: before.claims + 1, idle: before.idle + 1, until: entry.until };
    case "begin":
      return { ...same, phase: "running", idle: before.idle - 1, attempts: before.attempts + 1 };
    case "split":
      return { ...same, attempts: 1, parts: entry.parts }; // who gets on is not given up
    case "failed":
      return {
        ...{ ...same, phase: "waiting", until: entry.retryAt },
        ...(before.phase === "claimed" ? { idleError: entry.error } : { error: entry.error }),
      };
    case "done":
    case "dead":
      return { ...same, phase: entry.kind, until: 0 };
    case "purge":
      return { ...before, slots, tip: entry.nonce };
    case "redrive":
      return { ...same, ...NEW_ROUND, rounds: [...before.rounds, slots] };
  }
}

export function nextStep(progress: Progress, now: number, { maxAttempts }: RetryPolicy): Step {
  const { phase, until, attempts, idle } = progress;
  if (phase === "done" || phase === "dead") return "finish";
  if (phase !== "new" && now < until) return "leave";
  return attempts < maxAttempts && idle < MAX_IDLE_CLAIMS ? "claim" : "bury";
}

/** Why a callback is given up that has had all its attempts. */
export function causeOfDeath({ phase, idle, attempts, error, idleError }: Progress): Failure {
  if (phase === "running") {
    const before = error ? `; the attempt before: ${error.name}: ${error.message}` : "";
    return {
      name: "Abandoned",
      message: `The last run of user code ended without a word: it ran out of time or memory, or its process was killed${before}`,
    };
  }
  // Options may have changed since it failed: whatever the number of attempts, user code's own error is the cause.
  if (error && idle < MAX_IDLE_CLAIMS) return error;
  const last = idleError ?? error;
  return {
    name: "NotBegun",
    message:
      `${idle} claims came to no run of user code, which has run ${attempts} times: the bucket, CI or the platform failed` +
      (last ? `; at last: ${last.name}: ${last.message}` : ""),
  };
}

/**
 * Milliseconds to wait after a number of runs that failed: between half of the doubled delay and all of it, so that
 * callbacks that failed together do not come back together.
 *
 * @param random from 0 to 1
 */
export function backOff(attempts: number, { firstDelayMs, maxDelayMs }: RetryPolicy, random: number): number {
  const delay = Math.min(firstDelayMs * 2 ** (attempts - 1), maxDelayMs);
  return Math.round(delay / 2 + (delay / 2) * random);
}
