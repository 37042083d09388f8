import { setMaxListeners } from "node:events";

/**
 * Runs work with a signal that aborts after `ms`, or together with `signal`.
 *
 * `AbortSignal.any` with `AbortSignal.timeout` must not be used for this: on Node.js 20 the garbage collector removes
 * the combined signal, and it never aborts.
 *
 * @param ms from 0; `Infinity` for no time-out
 * @param reason of the abort after `ms`
 * @see https://github.com/nodejs/node/issues/54614
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => T | Promise<T>,
  reason: () => Error = () => new DOMException(`no answer within ${ms} ms`, "TimeoutError"),
): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each call that runs
  const stop = (): void => controller.abort(signal?.reason);
  const timer = ms === Infinity ? undefined : setTimeout(() => controller.abort(reason()), ms);
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
