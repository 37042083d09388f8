import type { Call } from "../../http/call";

export const putBucket: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/$/,
  makesBucket: true,
  // The dispatcher has made the bucket: the host's name is the call's only argument.
  run: () => ({ status: 200 }),
};
