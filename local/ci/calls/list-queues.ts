import { SERVICE_ACTIONS } from "../../../api/actions";
import { QUEUE_FAMILIES } from "../../../api/queue-families";
import type { QueueFamily } from "../../../api/queue-families";
import { invalidArgument } from "../../http/errors";
import type { XmlElement } from "../../http/xml";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { Queue } from "../model";
import { oneOf } from "../notify-config";
import { pageOf } from "../paging";

const MAX_IDS = 10;

/** The queues of a service, by id or by page. Unknown ids are listed and are not an error. */
export function listQueues(family: QueueFamily): Call {
  return {
    host: "ci",
    method: "GET",
    path: new RegExp(`^${QUEUE_FAMILIES[family].queues}$`),
    actions: SERVICE_ACTIONS[family].listQueues,
    run({ bucket, request: { query }, requestId }) {
      const { queues } = bucket.requireService(family);
      const ids = listParam(query, "queueIds");
      if (ids.length > MAX_IDS) throw invalidArgument(`queueIds must be at most ${MAX_IDS} (got ${ids.length})`);
      const matchingQueues = matching([...queues.values()], family, query);
      if (ids.length > 0) {
        return xmlReply({
          RequestId: requestId,
          QueueList: matchingQueues.filter(({ QueueId }) => ids.includes(QueueId)).map(queueElement),
          NonExistPIDs: ids.filter((id) => !queues.has(id)),
        });
      }
      const { items, ...page } = pageOf(matchingQueues, query);
      return xmlReply({ RequestId: requestId, ...page, QueueList: items.map(queueElement) });
    },
  };
}

export function queueElement(queue: Queue): XmlElement {
  return { ...queue, NotifyConfig: { ...queue.NotifyConfig } };
}

function matching(queues: readonly Queue[], family: QueueFamily, query: URLSearchParams): Queue[] {
  const state = oneOf("state", query.get("state") || "All", ["All", "Active", "Paused"]);
  return queues
    .filter((queue) => family !== "media" || isOfCategory(queue, query))
    .filter((queue) => state === "All" || queue.State === state);
}

/** Only media queues are selected by category. */
function isOfCategory({ Category }: Queue, query: URLSearchParams): boolean {
  const category = oneOf("category", query.get("category") || "Transcoding", [
    "CateAll",
    "Transcoding",
    "SpeedTranscoding",
  ]);
  return category === "CateAll" || Category === category;
}
