import { BIND_ACTIONS } from "../../../api/actions";
import type { Call } from "../../http/call";

/** Binds CI to the bucket. Does nothing if CI is bound. */
export const bindBucket: Call = {
  host: "pic",
  method: "PUT",
  path: /^\/$/,
  actions: BIND_ACTIONS.bind,
  run({ bucket }) {
    bucket.ciStatus = "on";
    return { status: 200 };
  },
};
