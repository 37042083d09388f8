/**
 * Containers that jobs and the nodes of workflows share, with the ranges that CI documents. Lists of codecs and formats grow, so
 * those are texts.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
import type { MediaTemplate } from "../media/template";
import { templateId } from "../media/template";
import {
  decimal,
  flag,
  group,
  integer,
  list,
  matching,
  named,
  oneOf,
  optional,
  orWord,
  required,
  seconds,
  text,
} from "./fields";
import type { Field, OptionsOf } from "./fields";

const MAX_WATERMARKS = 3;

/** A template of the bucket, by id or as the resource that makes it. */
const templateField = optional<MediaTemplate>((scope, subject, value) =>
  text.render(scope, subject, templateId(scope, subject, value)),
);

/** `TemplateId`. */
export const template = named("TemplateId", templateField);

/** `TranscodeTemplateId`, beside parameters of another kind. */
export const transcodeTemplate = named("TranscodeTemplateId", templateField);

/** Watermark templates. */
export const watermarks = named("WatermarkTemplateId", list(templateField, MAX_WATERMARKS));

/** Name of an object that is written. */
export const objectName = matching(/^[^/]/, 'not be empty and not start with "/"');

/** Where a job or a node writes. CI's wildcards, such as `${InputName}` and `${RunId}`, are written as they are. */
export interface OutputOptions {
  /** Name of the objects that are written. */
  readonly object: string;

  /**
   * Bucket that is written to.
   *
   * @default - that of the input
   */
  readonly bucket?: string;

  /**
   * Region of that bucket.
   *
   * @default - that of the input
   */
  readonly region?: string;
}

const place = { bucket: text, region: text };

/** Where to write; bucket and region are those of the upload, if not given. */
export const output: Field<OutputOptions, true> = required(group({ object: required(objectName), ...place }));

/** Where to write when there is no single name: bucket and region are those of the upload, if not given. */
export const outputPlace = named("Output", group(place));

/** Where to write, with further objects by their own names. */
export function outputWith<More extends Readonly<Record<string, Field<never, false>>>>(more: More) {
  return required(group({ object: required(objectName), ...place, ...more }));
}

const size = integer(128, 4096, "pixels");
const bitrate = integer(10, 50_000, "kbit/s");
/** @see https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/ci_media_transcode_template */
const adaptiveBitrate = orWord(bitrate, "auto");
const fps = decimal(0, 60, { above: true });

const containerFields = {
  format: required(text),
  clipConfig: group({ duration: integer(1, 3600, "seconds") }),
};

/** The file format. */
export interface ContainerOptions extends OptionsOf<typeof containerFields> {}

export const container = group<ContainerOptions>(containerFields);

const timeIntervalFields = { start: seconds, duration: seconds };

/** A part of the input. */
export interface TimeIntervalOptions extends OptionsOf<typeof timeIntervalFields> {}

export const timeInterval = group<TimeIntervalOptions>(timeIntervalFields);

const videoFields = {
  codec: text,
  width: size,
  height: size,
  fps,
  remove: flag,
  profile: text,
  bitrate: adaptiveBitrate,
  crf: decimal(0, 51, { above: true }),
  gop: integer(1, 100_000, "frames"),
  preset: text,
  bufsize: integer(1000, 128_000, "kbit"),
  maxrate: bitrate,
  pixfmt: text,
  longShortMode: flag,
  rotate: integer(0, 359, "degrees"),
  roi: text,
  crop: text,
  interlaced: flag,
  hlsTsTime: integer(1, 3600, "seconds"),
  dashSegment: text,
  stdExtInfo: text,
};

/** The picture of a video. */
export interface VideoOptions extends OptionsOf<typeof videoFields> {}

export const video = group<VideoOptions>(videoFields);

const audioFields = {
  codec: text,
  samplerate: integer(8000, 96_000, "Hz"),
  bitrate: integer(8, 1000, "kbit/s"),
  channels: integer(1, 8),
  remove: flag,
  keepTwoTracks: flag,
  switchTrack: flag,
  sampleFormat: text,
};

/** The sound. */
export interface AudioOptions extends OptionsOf<typeof audioFields> {}

export const audio = group<AudioOptions>(audioFields);

const hlsEncryptFields = { isHlsEncrypt: flag, uriKey: text };

/** Encryption of HLS. */
export interface HlsEncryptOptions extends OptionsOf<typeof hlsEncryptFields> {}

export const hlsEncrypt = group<HlsEncryptOptions>(hlsEncryptFields);

const aigcMetadataFields = {
  label: text,
  contentProducer: text,
  produceID: text,
  reservedCode1: text,
  contentPropagator: text,
  propagateID: text,
  reservedCode2: text,
};

/** What says that a file was generated. */
export interface AigcMetadataOptions extends OptionsOf<typeof aigcMetadataFields> {}

export const aigcMetadata = named("AIGCMetadata", group<AigcMetadataOptions>(aigcMetadataFields));

/** What to do where the output would exceed the source: 0 keeps the source's figure, 1 fails the job. */
const adjust = integer(0, 1);

const transConfigFields = {
  adjDarMethod: oneOf("scale", "crop", "pad", "none"),
  isCheckReso: flag,
  resoAdjMethod: adjust,
  isCheckVideoBitrate: flag,
  videoBitrateAdjMethod: adjust,
  isCheckAudioBitrate: flag,
  audioBitrateAdjMethod: adjust,
  deleteMetadata: flag,
  isHdr2Sdr: flag,
  hlsEncrypt,
  aigcMetadata,
};

/** What to do where input and output differ. */
export interface TransConfigOptions extends OptionsOf<typeof transConfigFields> {}

export const transConfig = group<TransConfigOptions>(transConfigFields);

const audioMixFields = {
  audioSource: required(text),
  mixMode: oneOf("Repeat", "Once"),
  replace: flag,
  effectConfig: group({
    enableStartFadein: flag,
    startFadeinTime: seconds,
    enableEndFadeout: flag,
    endFadeoutTime: seconds,
    enableBgmFade: flag,
    bgmFadeTime: seconds,
  }),
};

/** Sound that is mixed in. */
export interface AudioMixOptions extends OptionsOf<typeof audioMixFields> {}

export const audioMix = group<AudioMixOptions>(audioMixFields);

export const audioMixArray = list(audioMix, 2);

export const transcodeFields = {
  container,
  video,
  audio,
  timeInterval,
  transConfig,
  audioMix,
  audioMixArray,
  subtitle: group({ remove: flag }),
};

/** Everything about a transcoded file. */
export interface TranscodeParameters extends OptionsOf<typeof transcodeFields> {}

export const transcode = group<TranscodeParameters>(transcodeFields);

const transparency = integer(1, 100, "percent");

const watermarkFields = {
  type: required(oneOf("Text", "Image")),
  pos: oneOf("TopRight", "TopLeft", "BottomRight", "BottomLeft", "Left", "Right", "Top", "Bottom", "Center"),
  locMode: oneOf("Relativity", "Absolute"),
  dx: integer(-4096, 4096),
  dy: integer(-4096, 4096),
  startTime: seconds,
  endTime: seconds,
  slideConfig: group({
    slideMode: oneOf("Default", "ScrollFromLeft"),
    xSlideSpeed: named("XSlideSpeed", integer(0, 4096)),
    ySlideSpeed: named("YSlideSpeed", integer(0, 4096)),
  }),
  image: group({
    url: required(text),
    mode: oneOf("Original", "Proportion", "Fixed"),
    width: integer(1, 4096),
    height: integer(1, 4096),
    transparency,
    background: flag,
  }),
  text: group({
    text: required(matching(/^.{1,64}$/s, "have 1 to 64 characters")),
    fontSize: integer(5, 100, "pixels"),
    fontType: text,
    fontColor: matching(/^0x[0-9A-Fa-f]{6}$/, "be a colour such as 0xF0F8F0"),
    transparency,
  }),
};

/** A watermark, of text or a picture. */
export interface WatermarkOptions extends OptionsOf<typeof watermarkFields> {}

export const watermark = list(group<WatermarkOptions>(watermarkFields), MAX_WATERMARKS);

const digitalWatermarkFields = {
  message: required(matching(/^[\w*-]{1,64}$/, "have 1 to 64 letters, digits, _, - and *")),
  type: required(oneOf("Text")),
  version: required(oneOf("V1")),
  ignoreError: flag,
};

/** An invisible watermark. */
export interface DigitalWatermarkOptions extends OptionsOf<typeof digitalWatermarkFields> {}

export const digitalWatermark = group<DigitalWatermarkOptions>(digitalWatermarkFields);

const superResolutionFields = {
  resolution: oneOf("sdtohd", "hdto4k"),
  enableScaleUp: flag,
  version: oneOf("Base", "Enhance"),
};

/** A higher resolution. */
export interface SuperResolutionOptions extends OptionsOf<typeof superResolutionFields> {}

export const superResolution = group<SuperResolutionOptions>(superResolutionFields);

/** Pages disagree on the ends of some ranges: the wider one is allowed. `""` leaves the choice to CI. */
const colorEnhanceFields = {
  enable: flag,
  contrast: orWord(integer(0, 100), ""),
  correction: orWord(integer(0, 1000), ""),
  saturation: orWord(integer(0, 300), ""),
};

/** Better colours. */
export interface ColorEnhanceOptions extends OptionsOf<typeof colorEnhanceFields> {}

export const colorEnhance = group<ColorEnhanceOptions>(colorEnhanceFields);

const msSharpenFields = { enable: flag, sharpenLevel: orWord(integer(0, 10), "") };

/** A sharper picture. */
export interface MsSharpenOptions extends OptionsOf<typeof msSharpenFields> {}

export const msSharpen = group<MsSharpenOptions>(msSharpenFields);

const sdrToHdrFields = { hdrMode: required(oneOf("HLG", "HDR10")) };

/** High dynamic range. */
export interface SdrToHdrOptions extends OptionsOf<typeof sdrToHdrFields> {}

export const sdrToHdr = group<SdrToHdrOptions>(sdrToHdrFields);

export const smartCoverFields = {
  format: oneOf("jpg", "png", "webp"),
  width: size,
  height: size,
  count: integer(1, 10),
  deleteDuplicates: flag,
};

export const imageInspectFields = {
  autoProcess: flag,
  processType: oneOf("BackupObject", "SwitchObjectToPrivate", "DeleteObject"),
};

export const segmentFields = {
  format: required(text),
  duration: integer(5, 360_000, "seconds"),
  hlsEncrypt,
  aigcMetadata,
};

const colour = integer(0, 255);

export const segmentVideoBodyFields = {
  mode: required(oneOf("Mask", "Foreground", "Combination")),
  segmentType: oneOf("HumanSeg", "GreenScreenSeg", "SolidColorSeg"),
  backgroundRed: colour,
  backgroundGreen: colour,
  backgroundBlue: colour,
  backgroundLogoUrl: text,
  binaryThreshold: decimal(0, 1),
  removeRed: colour,
  removeGreen: colour,
  removeBlue: colour,
};
