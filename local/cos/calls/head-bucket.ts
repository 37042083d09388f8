import type { Call } from "../../http/call";

export const headBucket: Call = {
  host: "cos",
  method: "HEAD",
  path: /^\/$/,
  actions: ["name/cos:HeadBucket"],
  run: ({ bucket }) => ({ status: 200, headers: { "x-cos-bucket-region": bucket.region } }),
};
