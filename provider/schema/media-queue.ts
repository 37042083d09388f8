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
      "The settings of a queue of one of CI's services. Create adopts the queue; destroy restores its old settings.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      queue_id: {
        type: "string",
        optional: true,
        computed: true,
        description: "Queue to adopt. Default: the family's only queue. Another id forces replacement.",
      },
      name: { type: "string", optional: true, computed: true, description: "Name of the queue. Default: unchanged." },
      state: {
        type: "string",
        optional: true,
        computed: true,
        description: "`Active` or `Paused`. Default: unchanged.",
      },
      notify_config: notifyConfigAttribute("Receiver of the queue's callbacks. Default: unchanged.", {
        computed: true,
      }),
      category: {
        type: "string",
        computed: true,
        description: "CI's word for the kind of queue, such as `Transcoding`.",
      },
      max_size: { type: "number", computed: true, description: "Jobs that may wait." },
      max_concurrent: { type: "number", computed: true, description: "Concurrent jobs." },
      create_time: CREATE_TIME,
      update_time: UPDATE_TIME,
    },
    block_types: timeoutsBlock(TIME_LIMITS),
  },
};
