import type { Schema } from "../plugin/schema";
import { BUCKET, CREATE_TIME, ID, REGION } from "./common";

export const MEDIA_SERVICE: Schema = {
  version: 0,
  block: {
    description: "CI bound to a bucket and its media service turned on.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      disable_on_destroy: {
        type: "bool",
        optional: true,
        computed: true,
        description:
          "Turn the media service off at destroy, for every user of the bucket, and with it the queue. CI stays bound. Default `false`: everything stays on.",
      },
      create_time: CREATE_TIME,
    },
  },
};
