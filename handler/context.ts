import type { BucketAddress } from "../api/hosts";
import { lazyCi } from "./ci/lazy";
import type { Ci } from "./ci/types";
import type { Call, ScfContext } from "./call";
import type { Log } from "./log";

/** What user code gets beside the event. */
export interface CallbackContext {
  /** The request as SCF names it in its own log; `""` where there is none. */
  readonly requestId: string;
  /** One line of JSON per call, with the request id. */
  readonly log: Log;
  /** Milliseconds until the platform ends the call; `Infinity` where it does not say. */
  readonly remainingTime: () => number;
  /** Calls to CI and COS with the keys of the function's role; by default in the configured bucket. */
  readonly ci: Ci;
  /** From 1: how often user code is called for this delivery. Always 1 with inline delivery. */
  readonly attempt: number;
  /** Equal for two deliveries that say the same, whatever their attempt: keep it with what must be done once. */
  readonly idempotencyKey: string;
  /** `reconciled`: CI sent no callback and was asked. */
  readonly source: "callback" | "reconciled";
}

/** @param bucket the configured one */
export function createContext(
  { scf, startedAt, log }: Call,
  bucket: BucketAddress | undefined,
  about: Pick<CallbackContext, "attempt" | "idempotencyKey" | "source">,
): CallbackContext {
  return {
    requestId: requestId(scf),
    log,
    remainingTime: () => remainingTime(scf, startedAt),
    get ci() {
      return lazyCi(bucket);
    },
    ...about,
  };
}

/** Milliseconds until the platform ends a call that began at a time. */
export function remainingTime(scf: ScfContext, startedAt: number): number {
  return scf.getRemainingTimeInMillis?.() ?? (scf.time_limit_in_ms ?? Infinity) - (Date.now() - startedAt);
}

export function requestId(context: ScfContext): string {
  return context.request_id ?? "";
}
