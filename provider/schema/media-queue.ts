import type { Schema } from "../plugin/schema";
import {
  BUCKET,
  CREATE_TIME,
  FAMILY,
  ID,
  notifyConfigAttribute,
  REGION,
  UPDATE_TIME,
  TIME_LIMITS,
  timeoutsBlock,
} from "./common";

export const MEDIA_QUEUE: Schema = {
  version: 1,
  block: {
    description:
      "The settings of a queue of one of CI's services. The queue is found, not made; destroy puts the old settings back.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      queue_id: {
        type: "string",
        optional: true,
        computed: true,
        description: "Queue to adopt. Default the family's only queue. Another id means another object.",
      },
      name: { type: "string", optional: true, computed: true, description: "Name of the queue. Default as it is." },
      state: { type: "string", optional: true, computed: true, description: "`Active` or `Paused`. Default as it is." },
      notify_config: notifyConfigAttribute("Where the queue's callbacks go. Default as it is.", { computed: true }),
      category: {
        type: "string",
        computed: true,
        description: "CI's word for the kind of queue, such as `Transcoding`.",
      },
      max_size: { type: "number", computed: true, description: "Jobs that may wait." },
      max_concurrent: { type: "number", computed: true, description: "Jobs that run at a time." },
      create_time: CREATE_TIME,
      update_time: UPDATE_TIME,
    },
    block_types: timeoutsBlock(TIME_LIMITS),
  },
};
