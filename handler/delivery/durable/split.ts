import { parseCallback } from "../../callback/parse";
import { MAX_BODY_BYTES } from "./envelope";
import type { Envelope } from "./envelope";
import { isJobsKey, jobKey } from "./key";

/**
 * A callback with several jobs as callbacks with one each, lest each job have a key in company and another one alone: CI
 * may send it again by itself, and is asked for it by its own id. None for any other callback.
 */
export function splitJobs({ head, body }: Envelope): readonly Envelope[] {
  if (!isJobsKey(head.key)) return [];
  const callback = read(body, head.headers);
  if (callback?.type !== "jobs") return [];
  const raw = callback.raw as { readonly JobsDetail: readonly unknown[] };
  return callback.jobs.map(({ jobId, state }, index) => ({
    head: { ...head, key: jobKey(jobId, state), headers: { "content-type": "application/json" } },
    body: Buffer.from(JSON.stringify({ ...raw, JobsDetail: [raw.JobsDetail[index]] })),
  }));
}

/** What cannot be read is left to the one who runs user code, to be refused there. */
function read(
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): ReturnType<typeof parseCallback> | undefined {
  try {
    return parseCallback(body, headers, { maxBytes: MAX_BODY_BYTES });
  } catch {
    return undefined;
  }
}
