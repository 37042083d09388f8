import { SERVICE_ACTIONS } from "../../../api/actions";
import { QUEUE_FAMILIES } from "../../../api/queue-families";
import type { QueueFamily } from "../../../api/queue-families";
import { ServiceError } from "../../http/errors";
import { ciId } from "../../ids";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { Queue } from "../model";
import { NOTIFY_OFF } from "../notify-config";

/** Name and category of the queue that a service creates, as CI's pages show them. */
const QUEUES: Readonly<Record<QueueFamily, readonly [name: string, category: string]>> = {
  media: ["queue-1", "Transcoding"],
  picture: ["queue-pic-process-1", "PicProcessing"],
  speech: ["queue-asr-process-1", "Speeching"],
  ai: ["queue-ai-process-1", "AIProcess"],
  document: ["queue-doc-process-1", "DocProcess"],
  file: ["queue-file-process-1", "FileProcess"],
};

/** Enables a service and creates its queue. */
export function enableService(family: QueueFamily): Call {
  const { service: path, bucketElement } = QUEUE_FAMILIES[family];
  const element = bucketElement.replace(/List$/, "");
  return {
    host: "ci",
    method: "POST",
    path: new RegExp(`^${path}$`),
    needs: "bound",
    actions: SERVICE_ACTIONS[family].enable,
    run({ bucket, clock, settings, requestId }) {
      if (bucket.services.has(family)) {
        const code = `${element}AlreadyBinded`; // documented for the media service only
        throw new ServiceError(403, code, `${family} processing is enabled for ${bucket.name} already`);
      }
      const enabledAt = clock.timestamp();
      const service = { enabledAt, queues: new Map<string, Queue>() };
      bucket.services.set(family, service);
      const queue = newQueue(enabledAt, ...QUEUES[family]);
      // Disabling or enabling the service again replaces its queues; `service` then no longer belongs to the bucket.
      const addQueue = (): void => void service.queues.set(queue.QueueId, queue);
      if (settings.queueVisibleMs === 0) addQueue();
      else clock.after(settings.queueVisibleMs, addQueue);
      const { name, region } = bucket;
      const bucketElementContent = { BucketId: name, Name: name, Region: region, CreateTime: enabledAt };
      return xmlReply({ RequestId: requestId, [element]: bucketElementContent });
    },
  };
}

function newQueue(time: string, name: string, category: string): Queue {
  return {
    QueueId: ciId("p"),
    Name: name,
    State: "Active",
    NotifyConfig: NOTIFY_OFF,
    MaxSize: "10000",
    MaxConcurrent: "10",
    UpdateTime: time,
    CreateTime: time,
    Category: category,
  };
}
