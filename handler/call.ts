import type { Log } from "./log";

/** What SCF passes as second argument, as far as the receiver reads it. */
export interface ScfContext {
  readonly request_id?: string;
  /** Timeout of the function in milliseconds. */
  readonly time_limit_in_ms?: number;
  /** Until the platform ends the call. */
  readonly getRemainingTimeInMillis?: () => number;
}

/** One call of the function. */
export interface Call {
  readonly scf: ScfContext;
  /** When it began, in milliseconds of `Date.now()`. */
  readonly startedAt: number;
  readonly log: Log;
}
