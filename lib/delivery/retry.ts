import type { IConstruct } from "constructs";
import { checkInteger, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

const MAX_SECONDS = 86_400;

/** Longest wait for a run: the platform's limit, plus 30 s. */
const RUN_SECONDS = 930;

/** Maximum claims that start no run, each as long as a run may take; see `MAX_IDLE_CLAIMS` of the handler. */
const IDLE_CLAIMS = 100;

/** Days if waits are not known at synthesis: one for each possible run, and a margin. */
const MAX_DAYS = 105;

/** When failed user code runs again: exponential backoff with jitter. */
export interface RetryOptions {
  /**
   * Runs of user code until a callback is given up, from 1 to 100.
   *
   * @default 8
   */
  readonly maxAttempts?: number;

  /**
   * Seconds before the second run, from 1 to 86400. The next sweep after this time starts the run.
   *
   * @default 30
   */
  readonly firstDelay?: number;

  /**
   * Maximum wait in seconds, from 1 to 86400.
   *
   * @default 3600
   */
  readonly maxDelay?: number;
}

/**
 * Days, rounded up, from the first run of a callback to the end of its last, with maximum runs and waits.
 *
 * @throws ValidationError for waits that the handler does not accept, or that contradict each other
 */
export function retryDays(scope: IConstruct, sweepMinutes: number, options: RetryOptions = {}): number {
  const { maxAttempts = 8, firstDelay = 30, maxDelay = 3600 } = options;
  const seconds = { min: 1, max: MAX_SECONDS, unit: "seconds" };
  checkInteger(scope, "Attempts of durable delivery", maxAttempts, { min: 1, max: 100 });
  checkInteger(scope, "First delay of durable delivery", firstDelay, seconds);
  checkInteger(scope, "Maximum delay of durable delivery", maxDelay, seconds);
  if (![maxAttempts, firstDelay, maxDelay, sweepMinutes].every(isKnown)) return MAX_DAYS;
  if (firstDelay > maxDelay) {
    throw new ValidationError(
      `First delay of durable delivery must not exceed maxDelay (got ${firstDelay} and ${maxDelay} seconds)`,
      scope,
    );
  }
  let total = RUN_SECONDS + IDLE_CLAIMS * (RUN_SECONDS + sweepMinutes * 60);
  for (let n = 0; n < maxAttempts - 1; n++)
    total += Math.min(firstDelay * 2 ** n, maxDelay) + sweepMinutes * 60 + RUN_SECONDS;
  return Math.ceil(total / MAX_SECONDS);
}
