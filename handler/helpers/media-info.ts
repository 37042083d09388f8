import type { Job } from "../callback/events";
import type { Part } from "./path";
import { numberAt, objectAt, objectsAt, textAt } from "./path";

/** What CI found out about a media file. Where it says nothing, a member is missing. */
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

/** A track of pictures. */
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

/** A track of sound. */
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

/** The `MediaInfo` of a job, in numbers: of the input in a `MediaInfo` job, of the output in others. */
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

/** Frame rates come as a number or as a fraction, such as `30000/1001`. */
function rateAt(stream: Part, name: string): number | undefined {
  const [above, below] = (textAt(stream, name) ?? "").split("/").map(Number);
  const rate = below === undefined ? numberAt(stream, name) : above! / below;
  return rate !== undefined && Number.isFinite(rate) ? rate : undefined;
}
