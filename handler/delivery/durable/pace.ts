import type { Transport } from "../../../api/transport";

/**
 * Starts calls at least so many milliseconds apart, in the order of their arrival. Uses a monotonic clock: calls must
 * not wait because the wall clock is set back.
 */
export function paced(transport: Transport, gapMs: number): Transport {
  let next = 0;
  return async (request) => {
    const now = performance.now();
    const at = Math.max(now, next);
    next = at + gapMs;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
    return transport(request);
  };
}
