/**
 * Simulated results of jobs. Nothing is decoded: results are plausible and depend only on the object, so that a
 * run can be repeated.
 */
import { createHash } from "node:crypto";
import { childOf, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import { findings } from "./findings";
import type { FinishedJob } from "./finding";
import { jobLetter } from "./job-kinds";
import { simulatedMediaInfo } from "./media-info";
import type { Job } from "./model";
import { seeded } from "./random";

export interface Outcome {
  /** Additions to the `Operation` of the job. */
  readonly operation: XmlElement;
  /** Keys of the objects that the job produced. */
  readonly outputs: readonly string[];
}

/** The object that a job works on. */
export interface Input {
  readonly body: Uint8Array;
  readonly etag: string;
}

/** Number of files of a job whose output name contains `${Number}`. */
const NUMBERED_OUTPUTS = 3;
const EXTENSIONS: Readonly<Record<string, string>> = { Snapshot: "jpg", SmartCover: "jpg", Animation: "gif" };
/** Media jobs that produce pictures, for which CI reports no media information. */
const PICTURES: readonly string[] = ["Snapshot", "SmartCover"];
const OUTPUT_NAMES = ["Object", "SpriteObject", "AuObject", "BassObject", "DrumObject"];

/** Job types that depend on undocumented behaviour; the job fails with a reason. */
export const NOT_SIMULATED: Readonly<Record<string, string>> = {
  SCF: "the event that CI gives to a function in a workflow is not documented, so the local cloud calls none",
};

/** The result of a job on an existing object. */
export function simulateResult(job: Job, bucket: FinishedJob["bucket"], input: Input): Outcome {
  const random = seeded(job.Tag + input.etag);
  const outputs = outputKeys(job);
  const object = textOf(job.Input, "Object") ?? "";
  const simulated = findings[job.Tag]?.({
    random,
    bucket,
    object,
    body: input.body,
    outputs,
    operation: job.Operation,
  });
  return { operation: { ...mediaResult(job, bucket, input, outputs), ...simulated }, outputs };
}

/** Media information that media jobs report about their output, and `MediaInfo` about its input. */
function mediaResult(
  job: Job,
  bucket: FinishedJob["bucket"],
  { etag, body }: Input,
  outputs: readonly string[],
): XmlElement {
  const isMedia = jobLetter(job.Tag) === "j";
  const hasMediaInfo = job.Tag === "MediaInfo" || (isMedia && outputs.length > 0 && !PICTURES.includes(job.Tag));
  return {
    ...(hasMediaInfo ? { MediaInfo: simulatedMediaInfo(seeded(job.Tag + etag), body.length) } : {}),
    ...(isMedia && outputs.length > 0 ? { MediaResult: { OutputFile: outputFile(bucket, outputs) } } : {}),
  };
}

/** Names in `Output`, with CI's placeholders replaced. */
function outputKeys(job: Job): string[] {
  const output = childOf(job.Operation, "Output");
  const streams = [output["StreamExtract"] ?? []].flat() as XmlElement[];
  return [
    ...OUTPUT_NAMES.map((name) => textOf(output, name)),
    ...streams.map((stream) => textOf(stream, "Object") ?? textOf(stream, "Output")),
  ]
    .filter((pattern) => pattern !== undefined)
    .flatMap((pattern) => expand(pattern, job));
}

function expand(pattern: string, job: Job): string[] {
  const object = textOf(job.Input, "Object") ?? "";
  const file = object.slice(object.lastIndexOf("/") + 1);
  const values: Record<string, string> = {
    inputpath: object.slice(0, object.lastIndexOf("/") + 1),
    inputname: file.replace(/\.[^.]*$/, ""),
    inputnameandext: file,
    runid: job.Workflow?.RunId ?? "",
    jobid: job.JobId,
    ext: EXTENSIONS[job.Tag] ?? "mp4",
  };
  const fill = (number: number): string =>
    pattern.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => {
      const key = name.toLowerCase();
      return key === "number" || key === "time" ? String(number) : (values[key] ?? placeholder);
    });
  const count = /\$\{(number|time)\}/i.test(pattern) ? NUMBERED_OUTPUTS : 1;
  return Array.from({ length: count }, (_, index) => fill(index));
}

function outputFile(bucket: FinishedJob["bucket"], keys: readonly string[]): XmlElement {
  const prefix = keys[0]!.slice(0, keys[0]!.lastIndexOf("/") + 1);
  return {
    Bucket: bucket.name,
    Region: bucket.region,
    ObjectPrefix: prefix,
    ObjectName: keys,
    Md5Info: keys.map((key) => ({ ObjectName: key, Md5: createHash("md5").update(key).digest("hex") })),
  };
}
