import type { Job } from "../callback/events";
import type { Part } from "./path";
import { numberAt, objectAt, objectsAt, textAt } from "./path";

/** Properties of a media file. A member is missing if CI does not report it. */
export interface MediaDescription {
  /** Container, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format?: string;
  /** Seconds. */
  readonly duration?: number;
  /** Kilobits per second. */
  readonly bitrate?: number;
  /** Bytes. */
  readonly size?: number;
  readonly video: readonly VideoStream[];
  readonly audio: readonly AudioStream[];
}

/** A video track. */
export interface VideoStream {
  readonly codec?: string;
  /** Pixels. */
  readonly width?: number;
  /** Pixels. */
  readonly height?: number;
  /** Frames per second. */
  readonly fps?: number;
  /** Seconds. */
  readonly duration?: number;
  /** Kilobits per second. */
  readonly bitrate?: number;
  /** Degrees, clockwise. */
  readonly rotation?: number;
}

/** An audio track. */
export interface AudioStream {
  readonly codec?: string;
  /** Hertz. */
  readonly sampleRate?: number;
  readonly channels?: number;
  /** Seconds. */
  readonly duration?: number;
  /** Kilobits per second. */
  readonly bitrate?: number;
  readonly language?: string;
}

/** The `MediaInfo` of a job, with numbers: of the input for a `MediaInfo` job, of the output for other jobs. */
export function mediaInfo(job: Job): MediaDescription | undefined {
  const info = objectAt(job.operation, "MediaInfo");
  if (!info) return undefined;
  const format = objectAt(info, "Format");
  const stream = objectAt(info, "Stream");
  return {
    format: textAt(format, "FormatName"),
    duration: numberAt(format, "Duration"),
    bitrate: numberAt(format, "Bitrate"),
    size: numberAt(format, "Size"),
    video: objectsAt(stream, "Video").map(videoStream),
    audio: objectsAt(stream, "Audio").map(audioStream),
  };
}

function videoStream(stream: Part): VideoStream {
  return {
    codec: textAt(stream, "CodecName"),
    width: numberAt(stream, "Width"),
    height: numberAt(stream, "Height"),
    fps: rateAt(stream, "Fps"),
    duration: numberAt(stream, "Duration"),
    bitrate: numberAt(stream, "Bitrate"),
    rotation: numberAt(stream, "Rotation"),
  };
}

function audioStream(stream: Part): AudioStream {
  return {
    codec: textAt(stream, "CodecName"),
    sampleRate: numberAt(stream, "SampleRate"),
    channels: numberAt(stream, "Channel"),
    duration: numberAt(stream, "Duration"),
    bitrate: numberAt(stream, "Bitrate"),
    language: textAt(stream, "Language"),
  };
}

/** Frame rates are a number or a fraction, such as `30000/1001`. */
function rateAt(stream: Part, name: string): number | undefined {
  const [numerator, denominator] = (textAt(stream, name) ?? "").split("/").map(Number);
  const rate = denominator === undefined ? numberAt(stream, name) : numerator! / denominator;
  return rate !== undefined && Number.isFinite(rate) ? rate : undefined;
}
