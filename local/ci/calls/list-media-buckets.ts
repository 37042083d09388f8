import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { pageOf } from "../paging";

/** Buckets with media processing: `bucketNames` are exact names, `bucketName` is a prefix. */
export const listMediaBuckets: Call = {
  host: "ci-region",
  method: "GET",
  path: /^\/mediabucket$/,
  run({ buckets, request: { query }, requestId, region }) {
    const regions = listParam(query, "regions");
    const names = listParam(query, "bucketNames");
    const prefix = query.get("bucketName") ?? "";
    const found = buckets
      .all()
      .filter((bucket) => bucket.mediaSince !== undefined)
      .filter((bucket) => (regions.length > 0 ? regions.includes(bucket.region) : bucket.region === region))
      .filter(({ name }) => (names.length === 0 || names.includes(name)) && name.startsWith(prefix));
    const { items, ...page } = pageOf(found, query);
    return xmlReply({
      RequestId: requestId,
      ...page,
      MediaBucketList: items.map(({ name, region: Region, mediaSince }) => ({
        BucketId: name,
        Name: name,
        Region,
        CreateTime: mediaSince,
      })),
    });
  },
};
