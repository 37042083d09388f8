import { SERVICE_ACTIONS } from "../../../api/actions";
import { QUEUE_FAMILIES } from "../../../api/queue-families";
import type { QueueFamily } from "../../../api/queue-families";
import { invalidArgument, resourceNotFound } from "../../http/errors";
import { childOf, parseXml, textOf } from "../../http/xml";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { oneOf, readNotifyConfig } from "../notify-config";
import { queueElement } from "./list-queues";

const NAME = /^[\p{Script=Han}A-Za-z0-9_*-]{1,128}$/u;

/** Replaces name, state and callback settings of a queue; CI has no partial update. */
export function updateQueue(family: QueueFamily): Call {
  return {
    host: "ci",
    method: "PUT",
    path: new RegExp(`^${QUEUE_FAMILIES[family].queues}/([^/]+)$`),
    actions: SERVICE_ACTIONS[family].updateQueue,
    run({ bucket, request, params: [id], clock, jobs, requestId }) {
      const queue = bucket.requireService(family).queues.get(id!);
      if (!queue) throw resourceNotFound(`queue ${id} does not exist in bucket ${bucket.name}`);
      const body = parseXml(request.body, "Request");
      const name = textOf(body, "Name") ?? "";
      if (!NAME.test(name)) {
        throw invalidArgument(
          `Name must be 1 to 128 Chinese characters, letters, digits, dashes, underscores or asterisks (got ${name || "nothing"})`,
        );
      }
      const state = oneOf("State", textOf(body, "State") ?? "", ["Active", "Paused"]);
      if (body["NotifyConfig"] === undefined) throw invalidArgument("NotifyConfig must be given");
      const notify = readNotifyConfig(childOf(body, "NotifyConfig"));
      Object.assign(queue, { Name: name, State: state, NotifyConfig: notify, UpdateTime: clock.timestamp() });
      if (state === "Active") jobs.resume(bucket);
      return xmlReply({ RequestId: requestId, Queue: queueElement(queue) });
    },
  };
}
