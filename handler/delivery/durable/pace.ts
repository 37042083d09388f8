import type { Transport } from "../../../api/transport";

/**
 * Lets calls begin no closer to each other than so many milliseconds, in the order in which they come. The time is one
 * that nobody sets: a clock that is put back must not make calls wait for it.
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
