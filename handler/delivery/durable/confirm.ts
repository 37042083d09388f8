import { jobRef, runRef } from "./ci-history";
import type { CiHistory } from "./ci-history";
import type { Failure } from "./entry";
import type { Envelope } from "./envelope";
import { isJobsKey, isUnconfirmedKey, keyOf } from "./key";
import { readEvent } from "./run";

/** CI's answer about a callback: the callback that CI would send, or the reason why there is none. */
export type Confirmation =
  | { readonly confirmed: Envelope; readonly isDenied?: false; readonly isFinal?: false }
  | {
      readonly confirmed?: undefined;
      readonly error: Failure;
      /** True if CI was asked and did not confirm; false if CI could not be asked. */
      readonly isDenied: boolean;
      /** Asking again cannot change the answer. */
      readonly isFinal?: boolean;
    };

/** Whether CI must confirm this callback, if confirmation is on. A callback with several jobs is split first. */
export function needsConfirmation({ head }: Envelope): boolean {
  return head.source === "callback" && !head.isConfirmed && !isJobsKey(head.key);
}

/**
 * Asks CI for the job or the workflow run that a callback names. Only the id and the state are taken from the callback;
 * its type only determines which of CI's calls is tried first. For a forged callback, either CI's own data is delivered
 * or nothing.
 */
export async function confirm(envelope: Envelope, history: Pick<CiHistory, "get">): Promise<Confirmation> {
  const denied = (message: string, isFinal = false): Confirmation => {
    return {
      error: { name: "Unconfirmed", message: `CI must confirm the callback (got ${message})` },
      isDenied: true,
      isFinal,
    };
  };
  let reference: { readonly ref: string; readonly key: string } | undefined;
  try {
    reference = refOf(envelope);
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message }, isDenied: true, isFinal: true };
  }
  if (!reference) return denied("a callback that cannot be looked up", true);
  const { key } = envelope.head;
  if (!isUnconfirmedKey(key) && reference.key !== key) return denied("another key", true);
  try {
    const item = await history.get(reference.ref);
    if (!item) return denied("an id that CI does not know");
    if (item.endedAt === undefined) return denied("a job or run that has not ended");
    if (item.key !== reference.key) return denied("another state than CI has");
    const text = await item.body();
    if (text === undefined) return denied("an id that CI does not know");
    const confirmed = { ...envelope.head, key: reference.key, headers: {}, isConfirmed: true };
    return { confirmed: { head: confirmed, body: Buffer.from(text) } };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message: `CI could not be asked to confirm the callback: ${message}` }, isDenied: false };
  }
}

/** Reference to the callback's job or run, and the key of the callback that CI must confirm. */
function refOf(envelope: Envelope): { readonly ref: string; readonly key: string } | undefined {
  const event = readEvent(envelope);
  const key = (): string => keyOf(event, () => "");
  if (event.type === "workflow") return { ref: runRef(event.execution.runId), key: key() };
  if (event.type !== "jobs" || event.jobs.length !== 1) return undefined;
  const { jobId, tag } = event.jobs[0]!;
  return { ref: jobRef(jobId, tag), key: key() };
}
