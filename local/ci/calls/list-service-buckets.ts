import { SERVICE_ACTIONS } from "../../../api/actions";
import { QUEUE_FAMILIES } from "../../../api/queue-families";
import type { QueueFamily } from "../../../api/queue-families";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { pageOf } from "../paging";

/** Buckets with a service: `bucketNames` are exact names, `bucketName` is a prefix. */
export function listServiceBuckets(family: QueueFamily): Call {
  const { service: path, bucketElement } = QUEUE_FAMILIES[family];
  return {
    host: "ci-region",
    method: "GET",
    path: new RegExp(`^${path}$`),
    actions: SERVICE_ACTIONS[family].list,
    run({ buckets, request: { query }, requestId, region }) {
      const regions = listParam(query, "regions");
      const names = listParam(query, "bucketNames");
      const prefix = query.get("bucketName") ?? "";
      const found = buckets
        .all()
        .filter((bucket) => bucket.services.has(family))
        .filter((bucket) => (regions.length > 0 ? regions.includes(bucket.region) : bucket.region === region))
        .filter(({ name }) => (names.length === 0 || names.includes(name)) && name.startsWith(prefix));
      const { items, ...page } = pageOf(found, query);
      return xmlReply({
        RequestId: requestId,
        ...page,
        [bucketElement]: items.map(({ name, region: Region, services }) => ({
          BucketId: name,
          Name: name,
          Region,
          CreateTime: services.get(family)!.enabledAt,
        })),
      });
    },
  };
}
