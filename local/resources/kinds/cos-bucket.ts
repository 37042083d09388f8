import { ApiError, text } from "../kind";
import { OWNER_UIN } from "./cam-role";
import type { ResourceKind } from "../kind";
import { ServiceError } from "../../http/errors";

const OWNER = `<ID>qcs::cam::uin/${OWNER_UIN}:uin/${OWNER_UIN}</ID><DisplayName>${OWNER_UIN}</DisplayName>`;

/** Permissions of a private bucket as the provider reads them: its owner has all. */
const ACL_BODY =
  `<AccessControlPolicy><Owner>${OWNER}</Owner><AccessControlList><Grant><Grantee>${OWNER}</Grantee>` +
  "<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>";

/** A bucket in COS. */
export const cosBucket: ResourceKind = {
  create(attributes, { buckets, region }) {
    const name = text(attributes, "bucket");
    try {
      buckets.create(name, region).versioned = attributes["versioning_enable"] === true;
    } catch (error) {
      throw error instanceof ServiceError ? new ApiError(error.code, error.message) : error;
    }
    return Promise.resolve({ id: name, cos_bucket_url: `${name}.cos.${region}.myqcloud.com`, acl_body: ACL_BODY });
  },

  read({ id }, { buckets }) {
    return buckets.find(id) ? {} : undefined;
  },

  update(attributes, { id }, { buckets }) {
    const bucket = buckets.find(id);
    if (bucket && attributes["versioning_enable"] === true) bucket.versioned = true; // suspending versioning does not undo it
    return Promise.resolve({});
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
