import { BIND_ACTIONS } from "../../../api/actions";
import type { Call } from "../../http/call";

/** Unbinds CI. Bucket, objects, queues and workflows stay, but cannot be used. */
export const unbindBucket: Call = {
  host: "pic",
  method: "PUT",
  path: /^\/$/,
  action: "unbind",
  actions: BIND_ACTIONS.unbind,
  run({ bucket }) {
    bucket.ciStatus = "off";
    return { status: 200 };
  },
};
