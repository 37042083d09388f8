import type { XmlElement } from "../http/xml";
import type { Random } from "./random";

/** An invented description of a media file, in the form of `MediaInfo`; the size is the real one. */
export function simulatedMediaInfo(random: Random, size: number): XmlElement {
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
