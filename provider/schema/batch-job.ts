import type { Schema } from "../plugin/schema";
import { BUCKET, CREATE_TIME, ID, REGION, TIME_LIMITS, timeoutsBlock } from "./common";

export const BATCH_JOB: Schema = {
  version: 0,
  block: {
    description:
      "A job or workflows of CI on every existing object. Runs once; any change starts another batch. Destroying cancels a running batch.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      name: {
        type: "string",
        required: true,
        description:
          "Name of the batch, up to 128 letters, digits, `_` and `-`. Another name processes every object again.",
      },
      type: { type: "string", required: true, description: "`Job` or `Workflow`." },
      input: {
        type: "string",
        required: true,
        description: "CI's `Input` as JSON: `Prefix`, `Manifest`, `UrlFile` or `Object`.",
      },
      operation: {
        type: "string",
        required: true,
        sensitive: true,
        description: "CI's `Operation` as JSON. Sensitive: contains the callback URL.",
      },
      job_id: { type: "string", computed: true, description: "Id of the batch job, `b` and 32 hexadecimal digits." },
      state: {
        type: "string",
        computed: true,
        description: "`Submitted`, `Running`, `Success`, `Failed`, `Pause` or `Cancel`, as last seen.",
      },
      create_time: CREATE_TIME,
    },
    block_types: timeoutsBlock(TIME_LIMITS),
  },
};
