import type { IConstruct } from "constructs";
import { QUEUE_FAMILY_NAMES } from "../../api/queue-families";
import type { QueueFamily as Family } from "../../api/queue-families";
import { checkOneOf } from "../validation/check";

/** The services of CI that have a queue: audio and video, pictures, smart audio, AI recognition, documents, files. */
export type QueueFamily = Family;

/** Selects one of the bucket's services. */
export interface QueueFamilyProps {
  /**
   * Service of CI that runs the jobs.
   *
   * @default "media"
   * @see https://cloud.tencent.com/document/product/460/46911
   */
  readonly family?: QueueFamily;
}

/** Id of a queue of any service. */
export const QUEUE_ID = { pattern: /^p[0-9a-f]{32}$/, rule: "be p and 32 hexadecimal digits" };

export function checkFamily(scope: IConstruct, family: QueueFamily | undefined): void {
  checkOneOf(scope, "Family", family, QUEUE_FAMILY_NAMES);
}
