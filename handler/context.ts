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
}

/** @param startedAt when the call began, in milliseconds of `Date.now()` */
export function createContext(context: ScfContext, startedAt: number, log: Log): CallbackContext {
  return {
    requestId: requestId(context),
    log,
    remainingTime: () =>
      context.getRemainingTimeInMillis?.() ?? (context.time_limit_in_ms ?? Infinity) - (Date.now() - startedAt),
  };
}

export function requestId(context: ScfContext): string {
  return context.request_id ?? "";
}
