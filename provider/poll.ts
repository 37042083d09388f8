import { sleep } from "../api/retry";

const FIRST_MS = 250;
const LONGEST_MS = 3000;

/**
 * Looks until `look` finds something, with growing pauses; undefined after `limitMs`. An abort ends it at once with the
 * signal's reason.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<T | undefined> {
  const end = Date.now() + limitMs;
  for (let pause = FIRST_MS; ; pause = Math.min(LONGEST_MS, pause * 1.5)) {
    const found = await look();
    if (found !== undefined || Date.now() + pause > end) return found;
    await sleep(pause, signal);
  }
}
