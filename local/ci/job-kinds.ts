/** First letters of job ids, by the service that runs the job. */
import { jobKindOf } from "../../api/job-types";
import type { QueueFamily } from "../../api/queue-families";

/**
 * From samples under cloud.tencent.com/document/product: `a` 460/102328, `c` 460/95990, `d` 436/121093, `f` 436/116004,
 * `j` and `s` on the pages of their jobs.
 */
const LETTERS = {
  media: "j",
  speech: "s",
  ai: "a",
  picture: "c",
  document: "d",
  file: "f",
} as const satisfies Readonly<Record<QueueFamily, string>>;

export type JobLetter = (typeof LETTERS)[QueueFamily];

export function jobLetter(tag: string): JobLetter {
  return LETTERS[jobFamily(tag)];
}

/** The service whose queue runs a job. */
export function jobFamily(tag: string): QueueFamily {
  return jobKindOf(tag).service;
}
