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
      /** A worker runs user code. Its slot is the fencing number. */
      readonly kind: "claim";
      /** When others may take over. */
      readonly until: number;
    }
  | {
      /** User code failed and is to run again. */
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
);

const KINDS: ReadonlySet<string> = new Set<Entry["kind"]>(["claim", "failed", "done", "dead", "redrive"]);

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
  readonly phase: "new" | "claimed" | "waiting" | "done" | "dead";
  /** Slots at which rounds began: 0, and those at which it was redriven. */
  readonly rounds: readonly number[];
  /** Runs of user code in the last round. */
  readonly attempts: number;
  /** When the claim, or the wait, ends; 0 in other phases. */
  readonly until: number;
  /** The last entry that counts. */
  readonly last?: Entry;
}

/** What to do with a callback now. `bury`: its last attempt ended without a word, so its worker was killed. */
export type Step = "claim" | "finish" | "bury" | "leave";

const START: Progress = { slots: 0, tip: "", phase: "new", rounds: [0], attempts: 0, until: 0 };

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
      return { ...same, phase: "claimed", attempts: before.attempts + 1, until: entry.until };
    case "failed":
      return { ...same, phase: "waiting", until: entry.retryAt };
    case "done":
    case "dead":
      return { ...same, phase: entry.kind, until: 0 };
    case "redrive":
      return { ...same, phase: "new", rounds: [...before.rounds, slots], attempts: 0, until: 0 };
  }
}

export function nextStep({ phase, until, attempts }: Progress, now: number, { maxAttempts }: RetryPolicy): Step {
  if (phase === "done" || phase === "dead") return "finish";
  if (phase !== "new" && now < until) return "leave";
  return attempts < maxAttempts ? "claim" : "bury";
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
