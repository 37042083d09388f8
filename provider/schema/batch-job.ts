import type { Schema } from "../plugin/schema";
import { BUCKET, CREATE_TIME, ID, REGION, TIME_LIMITS, timeoutsBlock } from "./common";

export const BATCH_JOB: Schema = {
  version: 0,
  block: {
    description:
      "A job or workflows of CI on every object that is there already. Made once: whatever changes, another batch runs. Destroying cancels it while it runs.",
    attributes: {
      id: ID,
      bucket: BUCKET,
      region: REGION,
      name: {
        type: "string",
        required: true,
        description: "Name of the batch, up to 128 letters, digits, `_` and `-`. Another name runs everything again.",
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
        description: "CI's `Operation` as JSON. Sensitive: it holds the address of callbacks.",
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
