/** Callbacks from a forger who knows the secret. */
import { INBOX, keyOfInboxName } from "../../handler/delivery/durable/names";
import type { SimulatedCos } from "./cos";
import type { Forgery, Schedule, ScheduledJob } from "./schedule";
import { bodyOf } from "./ci";

const unknown = (job: ScheduledJob): ScheduledJob => ({ ...job, id: `x${job.id}`, key: `job_x${job.id}_Success` });

export function forgedBody({ job, content }: Forgery): string {
  switch (content) {
    case "same content":
      return bodyOf([job], "forgery");
    case "another type":
      return bodyOf([{ ...job, tag: "DocProcess" }], "forgery");
    case "another state":
      return bodyOf([job], "forgery", "Failed");
    case "another id":
      return bodyOf([unknown(job)], "forgery");
    case "several jobs":
      return bodyOf([job, unknown(job)], "forgery");
  }
}

/**
 * Bodies that an archive may hold for a job: its own, its part of a common one, CI's answer about it, and a forged one
 * that was never run because CI's data replaced it.
 */
export function bodiesOf(job: ScheduledJob): string[] {
  const own = ["callback", "query", "forgery"].map((via) => bodyOf([job], via));
  return [...own, forgedBody({ job, content: "another type", atMs: 0 })];
}

/** Inbox objects that must be gone in the end. A callback that CI neither confirms nor knows waits for two days. */
export function waitingIn(cos: SimulatedCos, { forgeries }: Schedule): string[] {
  const forged = new Set(forgeries.flatMap(({ job }) => [`job_${job.id}_Failed`, unknown(job).key]));
  return cos.names(INBOX).filter((name) => {
    const key = keyOfInboxName(name)!;
    return !forged.has(key) && !key.startsWith("unconfirmed_");
  });
}
