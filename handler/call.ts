import type { Log } from "./log";

/** The members of SCF's second argument that the receiver reads. */
export interface ScfContext {
  readonly request_id?: string;
  /** Timeout of the function in milliseconds. */
  readonly time_limit_in_ms?: number;
  /** Milliseconds until the platform ends the call. */
  readonly getRemainingTimeInMillis?: () => number;
}

/** One call of the function. */
export interface Call {
  readonly scf: ScfContext;
  /** Start of the call, in milliseconds of `Date.now()`. */
  readonly startedAt: number;
  readonly log: Log;
}
