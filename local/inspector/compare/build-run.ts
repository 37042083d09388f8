/** Runs a callback in a copy of the local cloud, and returns its results. */
import { withDeadline } from "../../../api/deadline";
import type { Delivery } from "../../ci/delivery";
import type { Sent } from "../../ci/post";
import type { LocalCloud } from "../../cloud";
import type { StoredObject } from "../../cos/objects";
import { textOf } from "../../http/xml";
import { topicOfAddress } from "../../kafka/address";
import { detailOf } from "../detail";
import { Inboxes } from "../inboxes";
import type { BuildRun, LogRow, WriteRow } from "../protocol";
import { summarize } from "../row";

/** Time that a run may take; longer than the time limit of most functions. */
const LIMIT_MS = 60_000;
/** Larger objects are compared by their ETag. */
const MAX_TEXT_BYTES = 64 * 1024;

/** A callback with its whole address. */
export type Callback = Sent & Pick<Delivery, "format" | "event">;

/**
 * @param copy a copy in which nothing else runs. It is closed if there is no answer in time
 * @param limitMs time that the run may take
 */
export async function runIn(
  copy: LocalCloud,
  { url, body, format, event }: Callback,
  signal: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<Omit<BuildRun, "build">> {
  const inboxes = new Inboxes(copy);
  const writes = watchWrites(copy, inboxes);
  const earlierJobs = new Set(copy.buckets.flatMap(({ jobs }) => [...jobs.keys()]));
  let isAnswered = false;
  const delivering = copy.deliver(url, body, format, { event }).finally(() => (isAnswered = true));
  const isCut = await withDeadline(limitMs, signal, (deadline) => {
    const deadlinePassed = new Promise<true>((resolve) => deadline.addEventListener("abort", () => resolve(true)));
    return Promise.race([delivering.then(() => copy.idle()).then(() => false), deadlinePassed]);
  });
  if (!isAnswered) await copy.close(); // ends the delivery, which has no time limit of its own
  const delivery = await delivering;
  const row = summarize(delivery, 1, inboxes);
  const detail = await detailOf({ delivery, row, revision: 0 }, copy, inboxes);
  const submitted = copy.buckets.flatMap(({ jobs }) =>
    [...jobs.values()].filter(({ JobId }) => !earlierJobs.has(JobId)),
  );
  return {
    detail: topicOfAddress(url) ? { ...detail, logs: logsOfBatches(copy) } : detail,
    writes: [...writes.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    jobs: submitted.map(({ Tag, Input }) => `${Tag} of ${textOf(Input, "Object") ?? ""}`).sort(),
    isCut,
  };
}

/** The last change of each object from now on, except in the inboxes of durable delivery. */
function watchWrites(copy: LocalCloud, inboxes: Inboxes): ReadonlyMap<string, WriteRow> {
  const writes = new Map<string, WriteRow>();
  const inbox = inboxes.all().map(({ bucket, prefix }) => `${bucket}/${prefix}`);
  for (const { name: bucket, objects } of copy.buckets) {
    objects.onChange = (key, object) => {
      const write = writeOf(bucket, key, object);
      if (!inbox.some((prefix) => nameOf(write).startsWith(prefix))) writes.set(nameOf(write), write);
    };
  }
  return writes;
}

function writeOf(bucket: string, key: string, object: StoredObject | undefined): WriteRow {
  if (!object) return { bucket, key, kind: "delete", bytes: 0, etag: "" };
  const { body, etag } = object;
  const text = body.length <= MAX_TEXT_BYTES ? body.toString("utf8") : undefined;
  const isText = text !== undefined && !text.includes("\0") && Buffer.from(text).equals(body);
  return { bucket, key, kind: "put", bytes: body.length, etag, ...(isText && { text }) };
}

const nameOf = ({ bucket, key }: Pick<WriteRow, "bucket" | "key">): string => `${bucket}/${key}`;

/** Log of all functions that read topics: no answer names the call that processed the message. */
function logsOfBatches({ batches, logs }: LocalCloud): LogRow[] {
  const calls = new Set(batches.map(({ requestId }) => requestId));
  return logs
    .filter(({ requestId }) => calls.has(requestId))
    .map(({ at, functionName, text }) => ({ at: at.getTime(), functionName, text }));
}
