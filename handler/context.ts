import type { BucketAddress } from "../api/hosts";
import { lazyCi } from "./ci/lazy";
import type { Ci } from "./ci/types";
import type { Call, ScfContext } from "./call";
import type { Log } from "./log";

/** Second argument of user code, beside the event. */
export interface CallbackContext {
  /** The request id of SCF's own log; `""` if there is none. */
  readonly requestId: string;
  /** One line of JSON per call, with the request id. */
  readonly log: Log;
  /** Milliseconds until the platform ends the call; `Infinity` if the platform does not say. */
  readonly remainingTime: () => number;
  /** Calls to CI and COS with the credentials of the function's role; by default in the configured bucket. */
  readonly ci: Ci;
  /** Number of this call of user code for the delivery, from 1. Always 1 with inline delivery. */
  readonly attempt: number;
  /** Idempotency key: equal for two deliveries with the same content. Store it with effects that must happen once. */
  readonly idempotencyKey: string;
  /** `reconciled`: CI sent no callback; the sweeper asked CI for the result. */
  readonly source: "callback" | "reconciled";
}

/** @param bucket the configured one */
export function createContext(
  { scf, startedAt, log }: Call,
  bucket: BucketAddress | undefined,
  deliveryFields: Pick<CallbackContext, "attempt" | "idempotencyKey" | "source">,
): CallbackContext {
  return {
    requestId: requestId(scf),
    log,
    remainingTime: () => remainingTime(scf, startedAt),
    get ci() {
      return lazyCi(bucket);
    },
    ...deliveryFields,
  };
}

/** Milliseconds until the platform ends a call that started at the given time; `Infinity` if it does not say. */
export function remainingTime(scf: ScfContext, startedAt: number, now = Date.now()): number {
  return scf.getRemainingTimeInMillis?.() ?? (scf.time_limit_in_ms ?? Infinity) - (now - startedAt);
}

export function requestId(context: ScfContext): string {
  return context.request_id ?? "";
}
