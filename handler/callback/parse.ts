import type { XmlLimits } from "../../api/xml-syntax";
import { CallbackParseError } from "../errors";
import { body as bodyShape } from "./body";
import type { CallbackEvent } from "./events";
import { isJob, toJobs } from "./jobs";
import { checkTree, parseJson, shapeJson } from "./json";
import { detail, isDetail, isSimple, simple } from "./moderation";
import { fieldsOf, isMissing, optional } from "./read";
import { bodyText } from "./text";
import type { Fields } from "./value";
import { isFields } from "./value";
import { toExecution } from "./workflow";
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
  // A byte order mark is a blank to trimStart().
  const first = text.trimStart().charAt(0);
  if (first === "<") return classify(parseXml(text, bodyShape, options));
  if (first !== "{") {
    throw new CallbackParseError(`The body must be XML or a JSON object (got ${first === "" ? "nothing" : "neither"})`);
  }
  const json = parseJson(withoutMark(text));
  const value = withoutRoot(json.value);
  if (isDetail(value) || isSimple(value)) {
    checkTree(value);
    // Ids are read as they were sent, though numbers are numbers in what user code gets as the body.
    const exact = withoutRoot(json.exact());
    return { ...(isDetail(value) ? detail(exact) : simple(exact)), raw: value };
  }
  const shaped = shapeJson(withoutRoot(json.exact()), bodyShape);
  return classify(isFields(shaped) ? shaped : {});
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/**
 * The JSON of some pages has the root of the XML form.
 *
 * @see https://www.tencentcloud.com/document/product/436/50411
 */
function withoutRoot(body: Record<string, unknown>): Record<string, unknown> {
  if (!isFields(body.Response)) return body;
  const { Response: root, ...beside } = body;
  return { ...beside, ...root };
}

/**
 * What is inside decides, and only then the name: older bodies carry no `EventName`, or another one. What looks like a
 * callback and cannot be read as one of a known kind is of an unknown kind, and reaches user code as such.
 */
function classify(body: Fields): CallbackEvent {
  if (isDetail(body)) return detail(body);
  if (isSimple(body)) return simple(body);
  const eventName = optional(body, "EventName")?.trim() ?? "";
  const execution = fieldsOf(body, "WorkflowExecution");
  if (execution && !isMissing(execution.RunId)) {
    return { type: "workflow", eventName, execution: toExecution(execution), raw: body };
  }
  const { JobsDetail: details } = body;
  if (Array.isArray(details) && details.length > 0 && details.every(isJob)) {
    return { type: "jobs", eventName, jobs: toJobs(body), raw: body };
  }
  if (eventName !== "") return { type: "unknown", eventName, raw: body };
  if ([details, body.WorkflowExecution, body.code].some((one) => one !== undefined))
    return { type: "unknown", raw: body };
  throw new CallbackParseError("The body must have an EventName, JobsDetail or WorkflowExecution (got none of them)");
}
