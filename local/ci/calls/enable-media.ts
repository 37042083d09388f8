import { ServiceError } from "../../http/errors";
import { ciId } from "../../ids";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { Queue } from "../model";
import { NOTIFY_OFF } from "../notify-config";

/** Enables media processing and makes the bucket's queue in the same step. */
export const enableMedia: Call = {
  host: "ci",
  method: "POST",
  path: /^\/mediabucket$/,
  needs: "bound",
  run({ bucket, clock, settings, requestId }) {
    if (bucket.mediaSince !== undefined) {
      throw new ServiceError(403, "MediaBucketAlreadyBinded", `media processing is enabled for ${bucket.name} already`);
    }
    const CreateTime = clock.timestamp();
    bucket.mediaSince = CreateTime;
    const queue = newQueue(CreateTime);
    const show = (): void => {
      // The service may have been disabled, or enabled anew, while the queue was on its way.
      if (bucket.mediaSince === CreateTime && bucket.queues.size === 0) bucket.queues.set(queue.QueueId, queue);
    };
    if (settings.queueVisibleMs === 0) show();
    else clock.after(settings.queueVisibleMs, show);
    const { name, region } = bucket;
    return xmlReply({ RequestId: requestId, MediaBucket: { BucketId: name, Name: name, Region: region, CreateTime } });
  },
};

function newQueue(time: string): Queue {
  return {
    QueueId: ciId("p"),
    Name: "queue-1",
    State: "Active",
    NotifyConfig: NOTIFY_OFF,
    MaxSize: "10000",
    MaxConcurrent: "10",
    UpdateTime: time,
    CreateTime: time,
    Category: "Transcoding",
  };
}
