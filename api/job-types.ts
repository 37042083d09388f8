/**
 * Facts of CI's pages on each type of job: its calls, the service that must be on, and the permissions. No other file
 * repeats these facts.
 *
 * The numbers beside the types are pages: 436/… and 460/… under cloud.tencent.com/document/product, 1045/… and 1246/…
 * under www.tencentcloud.com/document/product. 460/84790 is the page on media jobs of every type.
 */
import type { QueueFamily } from "./queue-families";

/** The group of CI's calls that a job belongs to. */
export type JobPath = "/jobs" | "/doc_jobs" | "/file_jobs" | "/pic_jobs";

/** Properties that job types have in common if CI submits, reads and bills them in the same way. */
export interface JobKind {
  /** Service of the bucket that must be on. Its queue runs the job. */
  readonly service: QueueFamily;
  /** Path of the calls that submit a job and that read it by id. */
  readonly path: JobPath;
  /** Path of the call that lists jobs of a type. @default - CI has no such call */
  readonly listPath?: JobPath;
  /** CAM actions to submit a job. If pages name different actions for one call, all of them. */
  readonly submit: readonly string[];
  /** CAM actions to read a job by its id. */
  readonly read: readonly string[];
  /** CAM actions to list jobs. */
  readonly list: readonly string[];
}

const MEDIA = {
  service: "media",
  path: "/jobs",
  listPath: "/jobs",
  submit: ["ci:CreateMediaJobs"],
  read: ["ci:DescribeMediaJob"],
  list: ["ci:DescribeMediaJobs"],
} as const satisfies JobKind;

/** Actions: 460/41741; calls: 1045/73114, 436/121093, 436/83109. */
export const JOB_KINDS = {
  media: MEDIA,
  picture: { ...MEDIA, service: "picture" },
  /** Every page submits and reads these jobs at `/pic_jobs`; only `/jobs` has a documented list by type. */
  poster: { ...MEDIA, service: "picture", path: "/pic_jobs" },
  ai: { ...MEDIA, service: "ai" },
  /** Three pages require an action of their own instead of the action that all other pages on `/jobs` name. */
  videoBody: { ...MEDIA, service: "ai", submit: ["ci:CreateMediaJobs", "ci:CreateBodyJointsDetectJob"] },
  /** The pages of these jobs name the speech actions, the pages of the calls at `/jobs` name the media actions. */
  speech: {
    ...MEDIA,
    service: "speech",
    submit: ["ci:CreateMediaJobs", "ci:CreateAsrJobs"],
    read: ["ci:DescribeMediaJob", "ci:DescribeAsrJob"],
    list: ["ci:DescribeMediaJobs", "ci:DescribeAsrJobs"],
  },
  document: {
    service: "document",
    path: "/doc_jobs",
    listPath: "/doc_jobs",
    submit: ["ci:CreateDocProcessJobs"],
    read: ["ci:DescribeDocProcessJob"],
    list: ["ci:DescribeDocProcessJobs"],
  },
  file: {
    service: "file",
    path: "/file_jobs",
    submit: ["ci:CreateFileProcessJobs"],
    read: ["ci:DescribeFileProcessJob"],
    list: [],
  },
} as const satisfies Readonly<Record<string, JobKind>>;

/** Kind of each type of job. */
export const JOB_TYPES = {
  Animation: "media", // 460/84790
  Concat: "media", // 460/49168
  DigitalWatermark: "media", // 460/66000
  DNA: "media", // 460/96115
  DocAIGCMetadata: "document", // 436/124904
  DocProcess: "document", // 436/121093
  DocWatermark: "document", // 436/121093
  ExtractDigitalWatermark: "media", // 460/66008
  FileCompress: "file", // 436/83112
  FileHashCode: "file", // 436/83108
  FileUncompress: "file", // 436/83110
  FillConcat: "media", // 460/84790
  GeneratePlayList: "media", // 460/84790
  HighSpeedHd: "media", // 460/84790
  ImageInspect: "picture", // 1045/75738
  ImageLicenseRec: "ai", // 460/117369
  ImageOCR: "ai", // 1045/73141
  MediaInfo: "media", // 1045/72943
  NoiseReduction: "speech", // 1045/73375
  PicProcess: "picture", // 1045/73035
  PosterProduction: "poster", // 1246/109260, 460/82394
  QualityEstimate: "media", // 1045/73101
  SDRtoHDR: "media", // 1045/48935
  Segment: "media", // 460/67187
  SegmentVideoBody: "videoBody", // 1045/73058, 436/121133, 436/75098
  SmartCover: "media", // 1045/73159
  Snapshot: "media", // 460/48222
  SoundHound: "speech", // 460/84795
  SpeechRecognition: "speech", // 1045/73385
  SplitVideoParts: "media", // 1045/73157
  StreamExtract: "media", // 460/84790
  SuperResolution: "media", // 436/49057
  Transcode: "media", // 460/84790
  TranscodePro: "media", // 460/84790
  Translation: "ai", // 460/84799
  Tts: "speech", // 460/84797
  VideoEnhance: "media", // 460/84790
  VideoMontage: "media", // 460/58325
  VideoProcess: "media", // 460/84790
  VideoSynthesis: "media", // 460/84790
  VideoTag: "media", // 436/49062
  VideoTargetRec: "ai", // 1045/73119
  VocalScore: "speech", // 460/96095
  VoiceSeparate: "speech", // 1045/73370
  Watermark: "media", // 460/84790
  WordsGeneralize: "ai", // 460/84800
} as const satisfies Readonly<Record<string, keyof typeof JOB_KINDS>>;

/** A type of job that CI's pages or SDKs name. */
export type JobTag = keyof typeof JOB_TYPES;

/** Properties of a type of job. A type that is newer than this table counts as a media job. */
export function jobKindOf(tag: string): JobKind {
  return isKnownTag(tag) ? JOB_KINDS[JOB_TYPES[tag]] : MEDIA;
}

export function isKnownTag(tag: string): tag is JobTag {
  return Object.hasOwn(JOB_TYPES, tag);
}

/**
 * Paths to read a job by its id, the likeliest first: that of a known type, then that of the id's first letter, then
 * the others. Callers try each in turn: a type comes from a callback, which may be forged, and the letters are an
 * observation.
 */
export function readPathsOf(jobId: string, tag = ""): readonly JobPath[] {
  const typePaths = isKnownTag(tag) ? [jobKindOf(tag).path] : [];
  return [...new Set([...typePaths, pathOfId(jobId), ...JOB_PATHS])];
}

const JOB_PATHS = ["/jobs", "/doc_jobs", "/file_jobs", "/pic_jobs"] as const;

function pathOfId(jobId: string): JobPath {
  if (jobId.startsWith("d")) return "/doc_jobs"; // 436/121093
  return jobId.startsWith("f") ? "/file_jobs" : "/jobs"; // 436/116004
}
