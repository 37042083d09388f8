import { CiApiError, FalseSuccessError, TransportError } from "./errors";

export interface RetryOptions {
  /** Number of calls, including the first. @default 6 */
  readonly attempts?: number;
  /** Maximum wait before the second call, in milliseconds. It doubles with each further call. @default 500 */
  readonly baseMs?: number;
  /** Upper limit of every wait, in milliseconds. @default 10000 */
  readonly capMs?: number;
  /** Called before each wait. */
  readonly onRetry?: (error: Error, attempt: number, waitMs: number) => void;
}

export interface RetryContext {
  /** True if a repetition has the same effect as one call. */
  readonly safeToRepeat: boolean;
  /** Ends a wait at once. */
  readonly signal?: AbortSignal;
}

/** Errors of certificates, which do not go away within seconds. */
const CERTIFICATE_ERROR = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_|HOSTNAME_MISMATCH)/;

/**
 * Repeats an operation after throttling, 5xx, network failures and false successes, with exponential backoff and full
 * jitter. An operation that is not safe to repeat is repeated only if it certainly had no effect: never sent, or
 * throttled.
 */
export async function withRetry<T>(
  operation: () => Promise<T>,
  { safeToRepeat, signal }: RetryContext,
  { attempts = 6, baseMs = 500, capMs = 10_000, onRetry }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= attempts || !isTransient(error) || !(safeToRepeat || wasNotCarriedOut(error))) throw error;
      const ceiling = Math.min(capMs, baseMs * 2 ** (attempt - 1));
      const waitMs = ceiling / 2 + (Math.random() * ceiling) / 2;
      onRetry?.(error, attempt, waitMs);
      await sleep(waitMs, signal);
    }
  }
}

/** Resolves after a time; rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/**
 * Error codes of throttling. The status does not decide: API 3.0 and STS answer 200, CI answers 403 or 503.
 *
 * @see https://cloud.tencent.com/document/api/1312/48205
 */
const THROTTLED = /^(RequestLimitExceeded(\.\w+)?|SlowDown|TooManyRequests|RequestThrottled|Throttling(\.\w+)?)$/;
/** Error codes of a failure of the service, which API 3.0 answers with 200. */
const FAILED = /^(InternalError(\.\w+)?|ServiceUnavailable)$/;

/** True if the service throttled the call. The call had no effect. */
export function isThrottled(error: CiApiError): boolean {
  return error.status === 429 || THROTTLED.test(error.code);
}

/** True for failures that another attempt may avoid. */
export function isTransient(error: unknown): error is CiApiError | TransportError | FalseSuccessError {
  if (error instanceof FalseSuccessError) return true;
  if (error instanceof CiApiError) {
    const isServerError = error.status >= 500 && error.status !== 501;
    return isThrottled(error) || isServerError || (error.status === 200 && FAILED.test(error.code));
  }
  return error instanceof TransportError && !CERTIFICATE_ERROR.test(error.code);
}

/** True if the outcome of a failed call is unknown: it may have had its effect. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isTransient(error) && !wasNotCarriedOut(error);
}

function wasNotCarriedOut(error: CiApiError | TransportError | FalseSuccessError): boolean {
  if (error instanceof FalseSuccessError) return false;
  return error instanceof TransportError ? !error.sent : isThrottled(error);
}
