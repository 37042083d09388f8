import type { BucketAddress } from "../api/hosts";
import { lazyCi } from "./ci/lazy";
import type { Ci } from "./ci/types";
import type { Log } from "./log";

/** What SCF passes as second argument, as far as the receiver reads it. */
export interface ScfContext {
  readonly request_id?: string;
  /** Timeout of the function in milliseconds. */
  readonly time_limit_in_ms?: number;
  readonly getRemainingTimeInMillis?: () => number;
}

/** What user code gets beside the event. */
export interface CallbackContext {
  /** The request as SCF names it in its own log; `""` where there is none. */
  readonly requestId: string;
  /** One line of JSON per call, with the request id. */
  readonly log: Log;
  /** Milliseconds until the platform ends the call; `Infinity` where it does not say. */
  readonly remainingTime: () => number;
  /** Calls to CI and COS with the keys of the function's role; by default in the bucket of the event. */
  readonly ci: Ci;
}

/**
 * @param startedAt when the call began, in milliseconds of `Date.now()`
 * @param bucket where the event came from
 */
export function createContext(
  context: ScfContext,
  startedAt: number,
  log: Log,
  bucket: BucketAddress | undefined,
): CallbackContext {
  return {
    requestId: requestId(context),
    log,
    remainingTime: () =>
      context.getRemainingTimeInMillis?.() ?? (context.time_limit_in_ms ?? Infinity) - (Date.now() - startedAt),
    ci: lazyCi(bucket),
  };
}

export function requestId(context: ScfContext): string {
  return context.request_id ?? "";
}
