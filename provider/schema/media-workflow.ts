import type { Schema } from "../plugin/schema";
import {
  BUCKET,
  CREATE_TIME,
  ID,
  notifyConfigAttribute,
  REGION,
  UPDATE_TIME,
  TIME_LIMITS,
  timeoutsBlock,
} from "./common";

export const MEDIA_WORKFLOW: Schema = {
  version: 0,
  block: {
    description: "A workflow: a graph of jobs that an upload under a prefix starts.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      name: {
        type: "string",
        required: true,
        description: "Up to 128 letters, Chinese characters, digits, `_` and `-`; unique within the bucket.",
      },
      state: {
        type: "string",
        optional: true,
        computed: true,
        description: "`Active`: uploads start it; `Paused`: they do not. Default `Active`.",
      },
      topology: {
        type: "string",
        required: true,
        description:
          "JSON of `{ Dependencies, Nodes }` by CI's names. Order and white space are ignored. CI's `${…}` wildcards are passed on unchanged.",
      },
      notify_config: notifyConfigAttribute(
        "Receiver of the workflow's callbacks: `Nodes.Start.Input.NotifyConfig`, separate so that its URL stays secret. Default: the queue's.",
        { computed: false },
      ),
      workflow_id: { type: "string", computed: true, description: "CI's id, `w` and 32 hexadecimal digits." },
      create_time: CREATE_TIME,
      update_time: UPDATE_TIME,
    },
    block_types: timeoutsBlock(TIME_LIMITS),
  },
};
