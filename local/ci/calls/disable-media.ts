import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";

/** Disables media processing: the queue goes, what was running ends, objects and workflows stay. */
export const disableMedia: Call = {
  host: "ci",
  method: "DELETE",
  path: /^\/mediabucket$/,
  needs: "media",
  run({ bucket, executions, requestId }) {
    bucket.mediaSince = undefined;
    bucket.queues.clear();
    executions.cancelAll(bucket);
    return xmlReply({ RequestId: requestId, BucketName: bucket.name });
  },
};
