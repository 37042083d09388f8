import { CallbackParseError } from "../errors";
import { body as bodyShape } from "./body";
import type { CallbackEvent } from "./events";
import { toJobs } from "./jobs";
import { checkTree, parseJson, shapeJson } from "./json";
import { detail, isDetail, isSimple, simple } from "./moderation";
import { fieldsOf, listOf, optional } from "./read";
import { bodyText } from "./text";
import type { Fields } from "./value";
import { isFields } from "./value";
import { toExecution } from "./workflow";
import type { XmlLimits } from "./xml";
import { parseXml } from "./xml";

/** Limits of `parseCallback`. */
export interface ParseOptions extends XmlLimits {
  /**
   * Longest accepted body, in bytes.
   *
   * @default 1048576
   */
  readonly maxBytes?: number;
}

/** 1 MB: some 9,000 shots of a video. A function cannot be sent more than 6 MB at once. */
export const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * Reads the body of a CI callback. XML and JSON are told apart by the first character that is not blank, and give
 * deeply equal events. The body is not trusted: what is damaged, oversized or hostile is refused as a whole.
 *
 * @param body text, or the bytes of UTF-8 text
 * @param _headers taken for completeness; no documented header says anything that the body does not
 * @throws CallbackTooLargeError when the body exceeds `maxBytes`
 * @throws CallbackParseError when it is not a CI callback
 * @see https://cloud.tencent.com/document/product/460/94311
 */
export function parseCallback(
  body: string | Uint8Array,
  _headers?: Readonly<Record<string, string>>,
  options: ParseOptions = {},
): CallbackEvent {
  const text = bodyText(body, options.maxBytes ?? DEFAULT_MAX_BYTES);
  if (text.startsWith("<")) return classify(parseXml(text, bodyShape, options));
  if (!text.startsWith("{")) {
    throw new CallbackParseError(`The body must be XML or a JSON object (got ${text === "" ? "nothing" : "neither"})`);
  }
  const json = parseJson(text);
  if (isDetail(json.value) || isSimple(json.value)) {
    checkTree(json.value);
    // Ids are read as they were sent, though numbers are numbers in what user code gets as the body.
    const event = isDetail(json.value) ? detail(json.exact()) : simple(json.exact());
    return { ...event, raw: json.value };
  }
  const shaped = shapeJson(json.exact(), bodyShape);
  return classify(isFields(shaped) ? shaped : {});
}

/** What is inside decides, and only then the name: older bodies carry no `EventName`, or another one. */
function classify(body: Fields): CallbackEvent {
  if (isDetail(body)) return detail(body);
  if (isSimple(body)) return simple(body);
  const eventName = optional(body, "EventName")?.trim() ?? "";
  if (eventName === "WorkflowFinish" || isFields(body.WorkflowExecution)) {
    return {
      type: "workflow",
      eventName,
      execution: toExecution(fieldsOf(body, "WorkflowExecution") ?? {}),
      raw: body,
    };
  }
  const details = listOf(body, "JobsDetail");
  if (eventName === "TaskFinish" || details.some((one) => "Tag" in one) || (eventName === "" && details.length > 0)) {
    return { type: "jobs", eventName, jobs: toJobs(body), raw: body };
  }
  if (eventName !== "") return { type: "unknown", eventName, raw: body };
  throw new CallbackParseError("The body must have an EventName, JobsDetail or WorkflowExecution (got none of them)");
}
