import type { IConstruct } from "constructs";
import { checkOneOf } from "../validation/check";

/** The services of CI that have a queue, each with jobs of its own kind. */
export const QUEUE_FAMILIES = ["media", "picture", "speech", "ai", "document", "file"] as const;

/** One of CI's services: audio and video, pictures, speech recognition, AI, documents, files. */
export type QueueFamily = (typeof QUEUE_FAMILIES)[number];

/** Which of the bucket's services is meant. */
export interface QueueFamilyProps {
  /**
   * Service of CI that the jobs belong to.
   *
   * @default "media"
   * @see https://cloud.tencent.com/document/product/460/46911
   */
  readonly family?: QueueFamily;
}

/** Id of a queue, whichever service it is of. */
export const QUEUE_ID = { pattern: /^p[0-9a-f]{32}$/, rule: "be p and 32 hexadecimal digits" };

export function checkFamily(scope: IConstruct, family: QueueFamily | undefined): void {
  checkOneOf(scope, "Family", family, QUEUE_FAMILIES);
}
