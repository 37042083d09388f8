import type { Job } from "../callback/events";
import type { Part } from "./path";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "./path";

/** A part of a job that failed, although the job as a whole is `Success`. */
export interface PartialFailure {
  /** Path within `operation`, such as `DigitalWatermark` or `PicProcessResult[1]`. */
  readonly part: string;
  /** The vendor's code, the state, or the number of failures, as text. */
  readonly code: string;
  /** The vendor's message; empty if there is none. */
  readonly message: string;
}

/** Codes and states of successful parts; the vendor is not consistent. */
const SUCCESS_CODES: ReadonlySet<string> = new Set(["", "success", "ok", "0"]);

/** The failed parts of a job, whatever its own state; empty if there are none. */
export function partialFailures(job: Job): PartialFailure[] {
  const { operation } = job;
  const inspected = objectAt(operation, "ImageInspectResult");
  const tagged = objectAt(objectAt(operation, "VideoTagResult"), "StreamData");
  return [
    ...failed("DigitalWatermark", objectAt(operation, "DigitalWatermark"), ["State"]),
    ...failed("ImageInspectResult", inspected, ["State", "Code"]),
    ...failed(
      "ImageInspectResult.ProcessResult.AutoProcessResult",
      objectAt(objectAt(inspected, "ProcessResult"), "AutoProcessResult"),
      ["Code"],
    ),
    ...failed("Detection", objectAt(operation, "Detection"), ["State", "Code"]),
    ...failed("VideoTagResult.StreamData", tagged, ["SubErrCode"], "SubErrMsg"),
    ...objectsAt(operation, "PicProcessResult").flatMap((result, index) =>
      failed(`PicProcessResult[${index}]`, result, ["State", "Code"]),
    ),
    ...counted("DocProcessResult", objectAt(operation, "DocProcessResult"), "FailPageCount", "pages failed"),
    ...files("FileCompressResult", objectAt(operation, "FileCompressResult")),
  ];
}

/** The failure, if one of these fields has a value other than success. */
function failed(part: string, from: Part | undefined, fields: string[], message = "Message"): PartialFailure[] {
  const failureCode = fields
    .map((field) => textAt(from, field))
    .find((value) => value && !SUCCESS_CODES.has(value.toLowerCase()));
  return failureCode === undefined ? [] : [{ part, code: failureCode, message: textAt(from, message) ?? "" }];
}

function counted(part: string, from: Part | undefined, field: string, what: string): PartialFailure[] {
  const count = numberAt(from, field) ?? 0;
  return count > 0 ? [{ part, code: String(count), message: `${count} ${what}` }] : [];
}

function files(part: string, from: Part | undefined): PartialFailure[] {
  const names = textsAt(objectAt(from, "ErrorDetail"), "ErrorFile");
  const [failure] = counted(part, from, "ErrorCount", "files failed");
  return failure ? [{ ...failure, message: [failure.message, ...names].join(": ") }] : [];
}
