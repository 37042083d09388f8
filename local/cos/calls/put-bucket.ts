import type { Call } from "../../http/call";

export const putBucket: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/$/,
  makesBucket: true,
  // The dispatcher has already created the bucket: the name of the host is the only argument.
  run: () => ({ status: 200 }),
};
