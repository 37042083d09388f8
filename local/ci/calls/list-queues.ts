import type { Bucket } from "../../cos/bucket";
import { invalidArgument } from "../../http/errors";
import type { XmlElement } from "../../http/xml";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { Queue } from "../model";
import { oneOf } from "../notify-config";
import { pageOf } from "../paging";

const MAX_IDS = 10;

/** The bucket's queues: by id, or page by page. Unknown ids are listed, they are not an error. */
export const listQueues: Call = {
  host: "ci",
  method: "GET",
  path: /^\/queue$/,
  needs: "media",
  run({ bucket, request: { query }, requestId }) {
    const ids = listParam(query, "queueIds");
    if (ids.length > MAX_IDS) throw invalidArgument(`queueIds must be at most ${MAX_IDS} (got ${ids.length})`);
    const found = matching(bucket, query);
    if (ids.length > 0) {
      return xmlReply({
        RequestId: requestId,
        QueueList: found.filter(({ QueueId }) => ids.includes(QueueId)).map(queueElement),
        NonExistPIDs: ids.filter((id) => !bucket.queues.has(id)),
      });
    }
    const { items, ...page } = pageOf(found, query);
    return xmlReply({ RequestId: requestId, ...page, QueueList: items.map(queueElement) });
  },
};

export function queueElement(queue: Queue): XmlElement {
  return { ...queue, NotifyConfig: { ...queue.NotifyConfig } };
}

function matching(bucket: Bucket, query: URLSearchParams): Queue[] {
  const category = oneOf("category", query.get("category") || "Transcoding", [
    "CateAll",
    "Transcoding",
    "SpeedTranscoding",
  ]);
  const state = oneOf("state", query.get("state") || "All", ["All", "Active", "Paused"]);
  return [...bucket.queues.values()]
    .filter((queue) => category === "CateAll" || queue.Category === category)
    .filter((queue) => state === "All" || queue.State === state);
}
