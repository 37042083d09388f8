import type { Call } from "../../http/call";

/** Binds CI to the bucket; a bound bucket stays bound. */
export const bindBucket: Call = {
  host: "pic",
  method: "PUT",
  path: /^\/$/,
  run({ bucket }) {
    bucket.ciStatus = "on";
    return { status: 200 };
  },
};
