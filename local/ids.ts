import { randomBytes, randomUUID } from "node:crypto";
import type { JobLetter } from "./ci/job-kinds";

/**
 * A CI identifier: one letter for the kind and 32 hexadecimal digits. Letters: p queue, w workflow, i run, b batch,
 * t template, others job.
 */
export function ciId(kind: "p" | "w" | "i" | "b" | "t" | JobLetter): string {
  return kind + randomBytes(16).toString("hex");
}

/** An identifier such as `service-1a2b3c4d`, in the form of API Gateway and SCF. */
export function shortId(kind: string): string {
  return `${kind}-${randomBytes(4).toString("hex")}`;
}

/** Identifier of a request or an invocation. */
export function requestId(): string {
  return randomUUID();
}
