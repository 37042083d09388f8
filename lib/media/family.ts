import type { IConstruct } from "constructs";
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import type { QueueFamily as Family } from "../../api/queue-families";
import { checkOneOf } from "../validation/check";

/** One of CI's services, each with a queue: audio and video, pictures, smart audio, AI recognition, documents, files. */
export type QueueFamily = Family;

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
  checkOneOf(scope, "Family", family, QUEUE_FAMILY_NAMES);
}
