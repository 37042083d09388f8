import type { Schema } from "../plugin/schema";
import type { TimeLimits } from "../plugin/timeouts";
import { BUCKET, CREATE_TIME, FAMILY, ID, REGION, TIME_LIMITS, timeoutsBlock } from "./common";

/** Creating waits for CI to be bound, and for the queue to appear. */
export const SERVICE_TIME_LIMITS: TimeLimits = { ...TIME_LIMITS, create: "10m" };

export const MEDIA_SERVICE: Schema = {
  version: 1,
  block: {
    description: "CI bound to a bucket and one of its services turned on.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      family: FAMILY,
      disable_on_destroy: {
        type: "bool",
        optional: true,
        computed: true,
        description:
          "Turn the service off at destroy, for every user of the bucket, and with it the queue. CI stays bound. Default `false`: everything stays on.",
      },
      create_time: CREATE_TIME,
    },
    block_types: timeoutsBlock(SERVICE_TIME_LIMITS),
  },
};
