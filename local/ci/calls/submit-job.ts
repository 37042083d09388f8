import { isKnownTag, jobKindOf } from "../../../api/job-types";
import { invalidArgument } from "../../http/errors";
import { childOf, parseXml, textOf } from "../../http/xml";
import type { XmlElement } from "../../http/xml";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import type { JobCallback } from "../model";
import { kafkaAddress } from "../notify";
import { checkCallbackUrl, oneOf } from "../notify-config";
import { jobDetail } from "../notify";

/**
 * Starts with a capital letter: the tag becomes a member name of the callback, and must not be one of every object, such
 * as `constructor`.
 */
const TAG = /^[A-Z][A-Za-z0-9]{0,63}$/;

export const submitJob: Call = {
  host: "ci",
  method: "POST",
  path: /^(\/(?:doc_|file_|pic_)?jobs)$/,
  needs: "bound",
  actions: ({ request }) => jobKindOf(textOf(parseXml(request.body, "Request"), "Tag") ?? "").submit,
  run({ bucket, params: [path], request, jobs, requestId }) {
    const body = parseXml(request.body, "Request");
    const tag = textOf(body, "Tag") ?? "";
    if (!TAG.test(tag))
      throw invalidArgument(`Tag must be a job type such as SplitVideoParts (got ${tag || "nothing"})`);
    const { path: expected, service } = jobKindOf(tag);
    bucket.requireService(service);
    if (isKnownTag(tag) && path !== expected) throw invalidArgument(`${tag} must be submitted at ${expected}`);
    const input = childOf(body, "Input");
    if (body["Input"] !== undefined && textOf(input, "Object") === undefined)
      throw invalidArgument("Input.Object must be given");
    const operation = childOf(body, "Operation");
    if (tag === "SplitVideoParts") oneOf("Operation.SplitVideoParts.Mode", splitMode(operation), ["SHOTDETECT"]);
    const queueId = textOf(body, "QueueId");
    const job = jobs.submit(bucket, { tag, input, operation, queueId, callback: readCallback(body) });
    return xmlReply({ RequestId: requestId, JobsDetail: jobDetail(job) });
  },
};

function splitMode(operation: XmlElement): string {
  return textOf(childOf(operation, "SplitVideoParts"), "Mode") ?? "SHOTDETECT";
}

/** A job's own callback settings. */
export function readCallback(body: XmlElement): JobCallback {
  const url = textOf(body, "CallBack");
  const format = textOf(body, "CallBackFormat");
  const type = textOf(body, "CallBackType");
  if (url !== undefined && url !== "no") checkCallbackUrl("CallBack", url);
  if (format !== undefined) oneOf("CallBackFormat", format, ["XML", "JSON"]);
  if (type !== undefined) oneOf("CallBackType", type, ["Url", "TDMQ", "Kafka"]);
  if (type !== "Kafka") return { url, format, type };
  return { url: kafkaAddress(childOf(body, "CallBackKafkaConfig")), format, type };
}
