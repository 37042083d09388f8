import type { Call } from "../../http/call";
import { deleteObject } from "./delete-object";
import { getObject, headObject } from "./get-object";
import { headBucket } from "./head-bucket";
import { listObjects } from "./list-objects";
import { putBucket } from "./put-bucket";
import { putObject } from "./put-object";

export const COS_CALLS: readonly Call[] = [
  putBucket,
  headBucket,
  listObjects,
  putObject,
  getObject,
  headObject,
  deleteObject,
];
