/** Callbacks of content moderation (内容审核), which are JSON with real numbers and maps. */
import { timestampOf } from "../clock";
import { ciId } from "../ids";
import type { Setting } from "./options";

/** Moderated content, by the event's name in the Detail form. */
const OBJECTS: Readonly<Record<string, string>> = {
  ReviewAudio: "audio/speech.mp3",
  ReviewDocument: "documents/report.docx",
  ReviewHtml: "",
  ReviewImage: "pictures/cover.jpg",
  ReviewText: "texts/comment.txt",
  ReviewVideo: "videos/holiday.mp4",
};
/** Pages and documents report their result under another name, and have no Simple form. */
const DETAIL_ONLY: readonly string[] = ["ReviewDocument", "ReviewHtml"];
const PAGE = "https://www.example.com/page.html";

/** Names of the moderation events. */
export const moderationEvents: readonly string[] = Object.keys(OBJECTS);

/** Body of a moderation callback: a violation, or a failed moderation. */
export function sampleModerationBody(event: string, setting: Setting): string {
  const { version } = setting;
  if (version === "Simple" && DETAIL_ONLY.includes(event)) {
    throw new Error(`version of ${event} must be Detail (got Simple): CI documents no other for it`);
  }
  return JSON.stringify(version === "Simple" ? simple(event, setting) : detail(event, setting));
}

/** Body of the request that CI sends when a callback URL is saved, according to its pages. */
export function sampleProbeBody(): string {
  return JSON.stringify({ code: 0, message: "Test request when setting callback url", data: {} });
}

function simple(event: string, setting: Setting): object {
  const { bucket, region, isFailed } = setting;
  const object = setting.object ?? OBJECTS[event]!;
  return {
    code: isFailed ? -1 : 0,
    message: isFailed ? "the input file cannot be decoded" : "success",
    data: {
      event,
      trace_id: `s${ciId("i").slice(0, 12)}`,
      url: `https://${bucket}.cos.${region}.myqcloud.com/${object}`,
      result: isFailed ? 0 : 1,
      forbidden_status: 0,
      porn_info: { hit_flag: isFailed ? 0 : 1, label: "", score: isFailed ? 0 : 97 },
      cos_headers: { "x-cos-meta-order": "17" },
    },
  };
}

function detail(event: string, setting: Setting): object {
  const { bucket, region, isFailed, now } = setting;
  const object = setting.object ?? OBJECTS[event]!;
  const verdict = DETAIL_ONLY.includes(event) ? { Suggestion: 1 } : { Result: 1, Score: 97 };
  const isPage = event === "ReviewHtml";
  return {
    EventName: event,
    JobsDetail: {
      JobId: `s${ciId("i")}`,
      State: isFailed ? "Failed" : "Success",
      CreationTime: timestampOf(now).replace("+0800", "+08:00"),
      ...(isPage ? { Url: PAGE } : { Object: object, BucketId: bucket, Region: region }),
      ...(isFailed
        ? { Code: "InvalidArgument", Message: "the input file cannot be decoded" }
        : { Label: "Porn", ...verdict, ForbidState: 0 }),
      CosHeaders: { "x-cos-meta-order": "17" },
    },
  };
}
