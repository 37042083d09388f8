import { randomBytes } from "node:crypto";
import type { CallbackEvent } from "../../handler/callback/events";
import type { Bucket } from "../cos/bucket";
import { readEvent } from "./row";

/**
 * The body of the same event with new ids, so that durable delivery does not see a duplicate. A body without an id gets
 * white space at its end: its key is the digest of the body.
 *
 * @param buckets buckets whose jobs get a copy with the new id, so that a handler can read the job back
 */
export function withNewId(body: Buffer, buckets: readonly Bucket[]): Buffer {
  const event = readEvent(body.toString("utf8"));
  const ids = typeof event === "string" ? [] : idsOf(event);
  if (ids.length === 0) return Buffer.concat([body, Buffer.from(" ".repeat(1 + (randomBytes(1)[0]! % 200)))]);
  let text = body.toString("utf8");
  for (const id of ids) {
    const next = newIdLike(id);
    text = text.replaceAll(id, next);
    for (const { jobs } of buckets) {
      const job = jobs.get(id);
      if (job) jobs.set(next, { ...job, JobId: next });
    }
  }
  return Buffer.from(text);
}

function idsOf(event: CallbackEvent): string[] {
  const ids = ((): readonly (string | undefined)[] => {
    if (event.type === "jobs") return event.jobs.map(({ jobId }) => jobId);
    if (event.type === "workflow") return [event.execution.runId];
    return event.type === "moderation" ? [event.jobId] : [];
  })();
  return [...new Set(ids.filter((id) => id !== undefined && id.length >= 2))] as string[];
}

/** An id of CI is a letter and 32 hexadecimal digits; any other id gets a suffix. */
function newIdLike(id: string): string {
  const digits = randomBytes(16).toString("hex");
  return /^[a-z]*[0-9a-f]{32}$/.test(id) ? id.slice(0, -32) + digits : `${id}-${digits.slice(0, 8)}`;
}
