import { CiApiError, FalseSuccessError, TransportError } from "./errors";

export interface RetryOptions {
  /** Calls in all, the first included. @default 6 */
  readonly attempts?: number;
  /** Longest wait before the second call, in milliseconds; doubles with each further one. @default 500 */
  readonly baseMs?: number;
  /** Longest wait of all, in milliseconds. @default 10000 */
  readonly capMs?: number;
  /** Told before each wait. */
  readonly onRetry?: (error: Error, attempt: number, waitMs: number) => void;
}

export interface RetryContext {
  /** True when doing it twice does the same as doing it once. */
  readonly safeToRepeat: boolean;
  /** Ends a wait at once. */
  readonly signal?: AbortSignal;
}

/** Certificates do not heal within seconds. */
const HOPELESS = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_|HOSTNAME_MISMATCH)/;

/**
 * Repeats an operation after a limited rate, 5xx, network failures and false successes, with exponential back-off and full
 * jitter. What is not safe to repeat is repeated only if the request surely was not carried out: never sent, or refused
 * because of the rate.
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
 * Codes of a limited rate. The status does not tell: API 3.0 and STS answer 200, CI 403 or 503.
 *
 * @see https://cloud.tencent.com/document/api/1312/48205
 */
const THROTTLED = /^(RequestLimitExceeded(\.\w+)?|SlowDown|TooManyRequests|RequestThrottled|Throttling(\.\w+)?)$/;
/** Codes of a failure of the service itself, which API 3.0 answers with 200. */
const FAILED = /^(InternalError(\.\w+)?|ServiceUnavailable)$/;

/** True when the service refused a call because there are too many; it was not carried out. */
export function isThrottled(error: CiApiError): boolean {
  return error.status === 429 || THROTTLED.test(error.code);
}

/** True for failures that another try may not meet. */
export function isTransient(error: unknown): error is CiApiError | TransportError | FalseSuccessError {
  if (error instanceof FalseSuccessError) return true;
  if (error instanceof CiApiError) {
    const isServerError = error.status >= 500 && error.status !== 501;
    return isThrottled(error) || isServerError || (error.status === 200 && FAILED.test(error.code));
  }
  return error instanceof TransportError && !HOPELESS.test(error.code);
}

/** True when the outcome of a failed call is open: it may have been carried out. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isTransient(error) && !wasNotCarriedOut(error);
}

function wasNotCarriedOut(error: CiApiError | TransportError | FalseSuccessError): boolean {
  if (error instanceof FalseSuccessError) return false;
  return error instanceof TransportError ? !error.sent : isThrottled(error);
}
