/**
 * What a job is said to have found. Nothing is decoded: results are plausible, and the same for the same object, so that a
 * run can be repeated. The tags below have results of their own; any other tag ends with the output that it asked for.
 */
import { createHash } from "node:crypto";
import { childOf, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import type { Bucket, StoredObject } from "../cos/bucket";
import type { Job } from "./model";

export interface Outcome {
  /** Added to the job's `Operation`. */
  readonly operation: XmlElement;
  /** Keys of the objects that the job is said to have written. */
  readonly outputs: readonly string[];
}

const MIN_SHOTS = 3;
const MAX_SHOTS = 10;
/** How many files a node makes whose output name holds `${Number}`. */
const NUMBERED_OUTPUTS = 3;
const EXTENSIONS: Readonly<Record<string, string>> = { Snapshot: "jpg", SmartCover: "jpg", Animation: "gif" };

/** Job types whose work depends on what is not documented; the job fails and says why. */
export const NOT_SIMULATED: Readonly<Record<string, string>> = {
  SCF: "the event that CI gives to a function in a workflow is not documented, so the local cloud calls none",
};

/** The result of a job on an object that exists. */
export function simulateResult(job: Job, bucket: Bucket, input: StoredObject): Outcome {
  const random = digits(job.Tag + input.etag);
  if (job.Tag === "SplitVideoParts") {
    return { operation: { SplitVideoInfoResult: { TimeInfo: shots(random) } }, outputs: [] };
  }
  const outputs = outputKeys(job);
  const operation: Record<string, XmlElement> = {};
  if (job.Tag === "MediaInfo" || outputs.length > 0) operation["MediaInfo"] = mediaInfo(random, input.body.length);
  if (outputs.length > 0) operation["MediaResult"] = { OutputFile: outputFile(bucket, outputs) };
  return { operation, outputs };
}

/** Consecutive time ranges from zero, in seconds with six decimals as CI writes them. */
function shots(random: () => number): XmlElement[] {
  const count = MIN_SHOTS + Math.floor(random() * (MAX_SHOTS - MIN_SHOTS + 1));
  let begin = 0;
  return Array.from({ length: count }, (_, index) => {
    const end = begin + 0.8 + random() * 12;
    const shot = { Index: String(index), PartBegin: begin.toFixed(6), PartEnd: end.toFixed(6) };
    begin = Number(end.toFixed(6));
    return shot;
  });
}

/** Names asked for in `Output.Object` and `Output.SpriteObject`, with CI's placeholders filled in. */
function outputKeys(job: Job): string[] {
  const output = childOf(job.Operation, "Output");
  return ["Object", "SpriteObject", "AuObject"]
    .map((name) => textOf(output, name))
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

function outputFile(bucket: Bucket, keys: readonly string[]): XmlElement {
  const prefix = keys[0]!.slice(0, keys[0]!.lastIndexOf("/") + 1);
  return {
    Bucket: bucket.name,
    Region: bucket.region,
    ObjectPrefix: prefix,
    ObjectName: keys,
    Md5Info: keys.map((key) => ({ ObjectName: key, Md5: createHash("md5").update(key).digest("hex") })),
  };
}

function mediaInfo(random: () => number, size: number): XmlElement {
  const duration = (10 + random() * 110).toFixed(6);
  return {
    Format: {
      Bitrate: "1298.190000",
      Duration: duration,
      FormatLongName: "QuickTime / MOV",
      FormatName: "mov,mp4,m4a,3gp,3g2,mj2",
      NumProgram: "0",
      NumStream: "2",
      Size: String(size),
      StartTime: "0.000000",
    },
    Stream: {
      Audio: [
        {
          Channel: "2",
          ChannelLayout: "stereo",
          CodecName: "aac",
          Duration: duration,
          Index: "1",
          SampleRate: "44100",
        },
      ],
      Video: [{ CodecName: "h264", Duration: duration, Fps: "25.000000", Height: "720", Index: "0", Width: "1280" }],
    },
  };
}

/** Repeatable numbers in [0, 1). */
function digits(seed: string): () => number {
  let block = createHash("sha256").update(seed).digest();
  let offset = 0;
  return () => {
    if (offset + 4 > block.length) {
      block = createHash("sha256").update(block).digest();
      offset = 0;
    }
    offset += 4;
    return block.readUInt32BE(offset - 4) / 2 ** 32;
  };
}
