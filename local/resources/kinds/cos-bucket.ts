import { ApiError, text } from "../kind";
import type { ResourceKind } from "../kind";
import { ServiceError } from "../../http/errors";

/** A bucket in COS. */
export const cosBucket: ResourceKind = {
  create(attributes, { buckets, region }) {
    const name = text(attributes, "bucket");
    try {
      buckets.create(name, region);
    } catch (error) {
      throw error instanceof ServiceError ? new ApiError(error.code, error.message) : error;
    }
    return Promise.resolve({ id: name, cos_bucket_url: `${name}.cos.${region}.myqcloud.com` });
  },

  read({ id }, { buckets }) {
    return buckets.find(id) ? {} : undefined;
  },

  delete({ id, attributes }, { buckets }) {
    const objects = buckets.find(id)?.objects.size ?? 0;
    if (objects > 0 && attributes["force_clean"] !== true) {
      throw new ApiError("BucketNotEmpty", `bucket ${id} holds ${objects} objects; empty it or set force_clean`);
    }
    buckets.delete(id);
    return Promise.resolve();
  },
};
