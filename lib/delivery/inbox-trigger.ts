import type { CallbackFunction } from "../function/callback-function";
import { addObjectTrigger } from "../function/triggers";
import { claimOutput, claimTrigger } from "../validation/bucket-events";
import type { Inbox } from "./inbox";

/**
 * Calls the worker for every callback that is stored in the inbox.
 *
 * @throws ValidationError if another trigger of the bucket covers the inbox
 */
export function addInboxTrigger(worker: CallbackFunction, { bucketName, bucketHost, prefix: inboxPrefix }: Inbox) {
  const prefix = `${inboxPrefix}inbox/`;
  claimTrigger(worker, bucketName, prefix);
  const overlaps = (other: string): boolean => other.startsWith(inboxPrefix) || inboxPrefix.startsWith(other);
  claimOutput(worker, bucketName, `Inbox "${inboxPrefix}"`, (other) => other !== prefix && overlaps(other));
  return addObjectTrigger(worker, "Trigger", {
    function: worker,
    ...{ bucketHost, event: "cos:ObjectCreated:Put", prefix, identityId: "TriggerIdentity" },
  });
}
