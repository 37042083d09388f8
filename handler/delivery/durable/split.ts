import type { CallbackEvent } from "../../callback/events";
import type { Envelope } from "./envelope";
import { accept } from "./inbox";
import { jobKey } from "./key";
import { forEachOf } from "./pool";
import { failureResult, readEvent } from "./run";
import type { RunResult } from "./run";
import type { Store } from "./store";

/** Members beside the jobs are repeated in each part. Longer members are left out: one body could grow to gigabytes. */
const MAX_REST_CHARS = 10_000;

/** Parts that are written together; the progress of the split is recorded after each chunk. */
const CHUNK = 100;
const CONCURRENCY = 16;

/**
 * Puts a callback with several jobs into the inbox again, as one callback per job. Otherwise a job's key would depend
 * on its callback: CI may send the job again alone, and reconciliation asks for it by its own id. Parts are created one
 * by one, because together they may exceed the memory.
 *
 * @param from number of parts that exist already
 * @param onChunk called with the number of parts after each chunk except the last; false ends the split
 */
export async function splitCallback(
  store: Store,
  envelope: Envelope,
  from: number,
  onChunk: (parts: number) => Promise<boolean>,
): Promise<RunResult> {
  let event: CallbackEvent;
  try {
    event = readEvent(envelope);
  } catch (error) {
    return { ...failureResult(error), permanent: true };
  }
  if (event.type !== "jobs")
    return {
      error: { name: "Error", message: `A callback with several jobs must be split (got ${event.type})` },
      permanent: true,
    };
  try {
    await splitJobs(store, envelope, event, from, onChunk);
    return {};
  } catch (error) {
    return failureResult(error);
  }
}

async function splitJobs(
  store: Store,
  { head }: Envelope,
  { jobs, raw }: CallbackEvent & { readonly type: "jobs" },
  from: number,
  onChunk: (parts: number) => Promise<boolean>,
): Promise<void> {
  const { JobsDetail: details, ...all } = raw as { readonly JobsDetail: readonly unknown[] } & Record<string, unknown>;
  const rest = JSON.stringify(all).length <= MAX_REST_CHARS ? all : { EventName: all.EventName };
  const headers = { "content-type": "application/json" };
  for (let begin = from; begin < jobs.length; begin += CHUNK) {
    if (begin > from && !(await onChunk(begin))) return;
    await forEachOf(jobs.slice(begin, begin + CHUNK).entries(), CONCURRENCY, async ([index, { jobId, state }]) => {
      const body = JSON.stringify({ ...rest, JobsDetail: [details[begin + index]] });
      await accept(store, { head: { ...head, key: jobKey(jobId, state), headers }, body });
    });
  }
}
