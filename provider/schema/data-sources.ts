/** Schemas of the data sources. */
import type { Attribute, Schema } from "../plugin/schema";
import { BUCKET, CREATE_TIME, FAMILY, ID, READ_NOTIFY_CONFIG, REGION, UPDATE_TIME } from "./common";

const computed = (type: "string" | "number" | "bool", description: string): Attribute => ({
  type,
  computed: true,
  description,
});
const either = (description: string): Attribute => ({ type: "string", optional: true, computed: true, description });

export const MEDIA_SERVICE_DATA: Schema = {
  version: 0,
  block: {
    description: "Whether CI is bound to a bucket and one of its services is on.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      ci_status: computed("string", "`on`, `off` or `unbinding`: whether CI is bound to the bucket."),
      enabled: computed("bool", "True when the service is on."),
      create_time: computed("string", "When the service was turned on, as CI writes it; null when it is off."),
    },
  },
};

export const MEDIA_QUEUE_DATA: Schema = {
  version: 0,
  block: {
    description: "A queue of one of CI's services, by its id, by its name, or the only one of its family.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      queue_id: either("CI's id of the queue, which begins with `p`."),
      name: either("Name of the queue."),
      state: computed("string", "`Active` or `Paused`."),
      notify_config: READ_NOTIFY_CONFIG,
      category: computed("string", "CI's word for the kind of queue, such as `Transcoding`."),
      max_size: computed("number", "Jobs that may wait."),
      max_concurrent: computed("number", "Concurrent jobs."),
      create_time: CREATE_TIME,
      update_time: UPDATE_TIME,
    },
  },
};

export const MEDIA_WORKFLOW_DATA: Schema = {
  version: 0,
  block: {
    description: "A workflow, by its id or by its name.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      workflow_id: either("CI's id of the workflow, `w` and 32 hexadecimal digits."),
      name: either("Name of the workflow."),
      state: computed("string", "`Active` or `Paused`."),
      topology: computed("string", "JSON of `{ Dependencies, Nodes }` as CI shows it, without the callback settings."),
      notify_config: READ_NOTIFY_CONFIG,
      create_time: CREATE_TIME,
      update_time: UPDATE_TIME,
    },
  },
};

export const CALLBACK_SETTINGS_DATA: Schema = {
  version: 0,
  block: {
    description:
      "Receiver of callbacks of a queue's jobs, or of a workflow. A workflow without settings of its own has those of the media queue.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      queue_id: { type: "string", optional: true, description: "Id of the queue. Default: the only one." },
      workflow_id: { type: "string", optional: true, description: "Id of a workflow, instead of a queue." },
      source: computed("string", "`queue` or `workflow`: where the settings were found."),
      notify_config: READ_NOTIFY_CONFIG,
    },
  },
};
