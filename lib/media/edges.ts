import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Node types that may follow a node type, by CI's documentation of 2023. Any type may follow a type that is not listed.
 * The list may be out of date, so any other edge only causes a warning.
 *
 * @see https://cloud.tencent.com/document/product/460/76856
 */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  Snapshot: ["PicProcess", "SCF"],
  SmartCover: ["PicProcess", "SCF"],
  Animation: ["SCF"],
  PicProcess: ["SCF"],
  Transcode: [
    ...["Snapshot", "Animation", "SmartCover", "Concat", "VideoMontage", "SDRtoHDR", "VideoProcess", "SCF", "Segment"],
    ...["SpeechRecognition", "VideoEnhance", "MediaInfo", "SegmentVideoBody"],
  ],
  SCF: [
    ...["SDRtoHDR", "Snapshot", "Transcode", "Concat", "VideoMontage", "VoiceSeparate", "SmartCover", "Animation"],
    "VideoProcess",
  ],
  MediaInfo: ["Condition"],
  AIRecognition: [],
  SegmentVideoBody: [],
};

/** Node types that cannot follow `Start`. */
const NEVER_FIRST = ["VideoStream", "StreamPack", "Condition"];

/** Warns of an edge that CI's documentation does not list. */
export function warnOfUnknownEdge(scope: IConstruct, from: string, to: string): void {
  const [before = "", after = ""] = [from, to].map((name) => name.split("_")[0]);
  const isKnown = before === "Start" ? !NEVER_FIRST.includes(after) : (FOLLOWERS[before]?.includes(after) ?? true);
  if (isKnown || after === "End") return;
  Annotations.of(scope).addWarning(`CI documents no ${after} after ${before} (got ${from} → ${to}) and may refuse it`);
}
