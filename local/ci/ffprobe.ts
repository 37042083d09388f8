/** Converts the output of ffprobe to CI's `MediaInfo`. */
import type { XmlElement } from "../http/xml";

interface Stream {
  readonly codec_type?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
  readonly [name: string]: unknown;
}

/** Output of `ffprobe -print_format json -show_format -show_streams`. */
export interface Probed {
  readonly format?: { readonly duration?: string; readonly [name: string]: unknown };
  readonly streams?: readonly Stream[];
}

export function toMediaInfo({ format = {}, streams = [] }: Probed): XmlElement {
  const streamsOf = (type: string): readonly Stream[] => streams.filter(({ codec_type }) => codec_type === type);
  return {
    Format: {
      Bitrate: kilobits(format["bit_rate"]),
      Duration: text(format["duration"]),
      FormatLongName: text(format["format_long_name"]),
      FormatName: text(format["format_name"]),
      NumProgram: text(format["nb_programs"]),
      NumStream: text(format["nb_streams"]),
      Size: text(format["size"]),
      StartTime: text(format["start_time"]),
    },
    Stream: {
      Audio: streamsOf("audio").map((stream) => ({
        ...common(stream),
        Channel: text(stream["channels"]),
        ChannelLayout: text(stream["channel_layout"]),
        SampleFmt: text(stream["sample_fmt"]),
        SampleRate: text(stream["sample_rate"]),
      })),
      Subtitle: streamsOf("subtitle").map((stream) => ({ Index: text(stream["index"]), Language: language(stream) })),
      Video: streamsOf("video").map((stream) => ({ ...common(stream), ...picture(stream) })),
    },
  };
}

function common(stream: Stream): XmlElement {
  return {
    Bitrate: kilobits(stream["bit_rate"]),
    CodecLongName: text(stream["codec_long_name"]),
    CodecName: text(stream["codec_name"]),
    CodecTag: text(stream["codec_tag"]),
    CodecTagString: text(stream["codec_tag_string"]),
    CodecTimeBase: text(stream["time_base"]),
    Duration: text(stream["duration"]),
    Index: text(stream["index"]),
    Language: language(stream),
    StartTime: text(stream["start_time"]),
    Timebase: text(stream["time_base"]),
  };
}

function picture(stream: Stream): XmlElement {
  return {
    AvgFps: rate(stream["avg_frame_rate"]),
    ColorPrimaries: text(stream["color_primaries"]),
    ColorRange: text(stream["color_range"]),
    ColorTransfer: text(stream["color_transfer"]),
    Dar: text(stream["display_aspect_ratio"]),
    Fps: rate(stream["r_frame_rate"]),
    HasBFrame: text(stream["has_b_frames"]),
    Height: text(stream["height"]),
    Level: text(stream["level"]),
    NumFrames: text(stream["nb_frames"]),
    PixFormat: text(stream["pix_fmt"]),
    Profile: text(stream["profile"]),
    RefFrames: text(stream["refs"]),
    Rotation: rotation(stream),
    Sar: text(stream["sample_aspect_ratio"]),
    Width: text(stream["width"]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** ffprobe counts bits per second, CI kilobits. */
function kilobits(value: unknown): string | undefined {
  return value === undefined ? undefined : (Number(value) / 1000).toFixed(6);
}

/** `30000/1001` as a number; undefined for a stream without a rate, which ffprobe writes as `0/0`. */
function rate(value: unknown): string | undefined {
  const [numerator = NaN, denominator = 1] = (text(value) ?? "").split("/").map(Number);
  return Number.isFinite(numerator / denominator) ? (numerator / denominator).toFixed(6) : undefined;
}

/** ffprobe rotates counterclockwise, CI clockwise. */
function rotation({ side_data_list = [] }: Stream): string {
  const counterclockwise = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return ((360 - counterclockwise) % 360).toFixed(6);
}

function language({ tags }: Stream): string {
  return tags?.["language"] ?? "und";
}
