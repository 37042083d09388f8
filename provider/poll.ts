import { sleep } from "../api/retry";

const FIRST_MS = 250;
const LONGEST_MS = 3000;

/**
 * Calls `probe` with growing pauses until it finds something. An abort, such as the operation's deadline, rejects at
 * once with the signal's reason.
 */
export async function poll<T>(
  probe: () => Promise<T | undefined>,
  { signal }: { readonly signal: AbortSignal },
): Promise<T>;
/** Stops after `limitMs` with undefined. */
export async function poll<T>(
  probe: () => Promise<T | undefined>,
  options: { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<T | undefined>;
export async function poll<T>(
  probe: () => Promise<T | undefined>,
  { limitMs = Infinity, signal }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<T | undefined> {
  const end = Date.now() + limitMs;
  for (let pause = FIRST_MS; ; pause = Math.min(LONGEST_MS, pause * 1.5)) {
    const found = await probe();
    if (found !== undefined || Date.now() + pause > end) return found;
    await sleep(pause, signal);
  }
}
