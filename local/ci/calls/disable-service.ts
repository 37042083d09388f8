import { SERVICE_ACTIONS } from "../../../api/actions";
import { QUEUE_FAMILIES } from "../../../api/queue-families";
import type { QueueFamily } from "../../../api/queue-families";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";

/** Disables a service and removes its queues. With media processing, running work ends; objects and workflows stay. */
export function disableService(family: QueueFamily): Call {
  return {
    host: "ci",
    method: "DELETE",
    path: new RegExp(`^${QUEUE_FAMILIES[family].service}$`),
    actions: SERVICE_ACTIONS[family].disable,
    run({ bucket, executions, requestId }) {
      bucket.requireService(family);
      bucket.services.delete(family);
      if (family === "media") executions.cancelAll(bucket);
      return xmlReply({ RequestId: requestId, BucketName: bucket.name });
    },
  };
}
