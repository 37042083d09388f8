import type { Call } from "../../http/call";

export const putBucket: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/$/,
  createsBucket: true,
  actions: ["name/cos:PutBucket"],
  // The dispatcher has already created the bucket: the host names it.
  run({ bucket, request: { headers } }) {
    bucket.acl = String(headers["x-cos-acl"] ?? headers["x-amz-acl"] ?? bucket.acl);
    return { status: 200 };
  },
};
