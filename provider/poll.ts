import { sleep } from "../api/retry";

const FIRST_MS = 250;
const LONGEST_MS = 3000;

/**
 * Looks until `look` finds something, with growing pauses. An abort ends it at once with the signal's reason: the deadline
 * of the operation is one.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { signal }: { readonly signal: AbortSignal },
): Promise<T>;
/** The same for at most `limitMs`, and undefined then. */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  options: { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<T | undefined>;
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { limitMs = Infinity, signal }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<T | undefined> {
  const end = Date.now() + limitMs;
  for (let pause = FIRST_MS; ; pause = Math.min(LONGEST_MS, pause * 1.5)) {
    const found = await look();
    if (found !== undefined || Date.now() + pause > end) return found;
    await sleep(pause, signal);
  }
}
