import type { Call } from "../../http/call";
import { getBucketAcl, putBucketAcl } from "./bucket-acl";
import { bucketSettings } from "./bucket-settings";
import { deleteBucket } from "./delete-bucket";
import { deleteObject } from "./delete-object";
import { deleteObjects } from "./delete-objects";
import { getObject, headObject } from "./get-object";
import { headBucket } from "./head-bucket";
import { listObjects } from "./list-objects";
import { listVersions } from "./list-versions";
import { putBucket } from "./put-bucket";
import { putObject } from "./put-object";

export const COS_CALLS: readonly Call[] = [
  putBucket,
  headBucket,
  deleteBucket,
  getBucketAcl,
  putBucketAcl,
  ...bucketSettings,
  listObjects,
  listVersions,
  putObject,
  getObject,
  headObject,
  deleteObject,
  deleteObjects,
];
