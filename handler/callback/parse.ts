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
   * Maximum accepted size of a body, in bytes.
   *
   * @default 1048576
   */
  readonly maxBytes?: number;
}

/** 1 MB holds about 9,000 shots of a video. A function cannot get more than 6 MB. */
export const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * Reads the body of a CI callback. The first character that is not blank distinguishes XML from JSON; both formats give
 * deeply equal events. The body is not trusted: a damaged, oversized or hostile body is refused as a whole.
 *
 * @param body text, or the bytes of UTF-8 text
 * @param _headers unused: no documented header adds to the body. Kept for compatibility
 * @throws CallbackTooLargeError if the body exceeds `maxBytes`
 * @throws CallbackParseError if the body is not a CI callback
 * @see https://cloud.tencent.com/document/product/460/94311
 */
export function parseCallback(
  body: string | Uint8Array,
  _headers?: Readonly<Record<string, string>>,
  options: ParseOptions = {},
): CallbackEvent {
  const text = bodyText(body, options.maxBytes ?? DEFAULT_MAX_BYTES);
  // trimStart() removes a byte order mark, too.
  const first = text.trimStart().charAt(0);
  if (first === "<") return classify(parseXml(text, bodyShape, options));
  if (first !== "{") {
    throw new CallbackParseError(`The body must be XML or a JSON object (got ${first === "" ? "nothing" : "neither"})`);
  }
  const json = parseJson(withoutMark(text));
  const value = withoutRoot(json.value);
  if (isDetail(value) || isSimple(value)) {
    checkTree(value);
    // Ids are read as they were sent, although the body that user code gets has numbers as numbers.
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
 * The JSON of some pages has the root element of the XML form.
 *
 * @see https://www.tencentcloud.com/document/product/436/50411
 */
function withoutRoot(body: Record<string, unknown>): Record<string, unknown> {
  if (!isFields(body.Response)) return body;
  const { Response: root, ...envelope } = body;
  return { ...envelope, ...root };
}

/**
 * The content decides first, then the name: older bodies have no `EventName`, or another one. A body that looks like a
 * callback but cannot be read as a known kind is an unknown callback, and reaches user code as such.
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
  if ([details, body.WorkflowExecution, body.code].some((member) => member !== undefined))
    return { type: "unknown", raw: body };
  throw new CallbackParseError("The body must have an EventName, JobsDetail or WorkflowExecution (got none of them)");
}
