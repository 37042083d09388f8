import type { Call } from "../../http/call";
import { ServiceError } from "../../http/errors";

/** Deletes a bucket, which must be empty. */
export const deleteBucket: Call = {
  host: "cos",
  method: "DELETE",
  path: /^\/$/,
  actions: ["name/cos:DeleteBucket"],
  run({ bucket, buckets }) {
    if (bucket.objects.size > 0) {
      throw new ServiceError(409, "BucketNotEmpty", `bucket ${bucket.name} holds ${bucket.objects.size} objects`);
    }
    buckets.delete(bucket.name);
    return { status: 204 };
  },
};
