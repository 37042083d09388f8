/**
 * Containers that several types of jobs share, with the ranges that CI documents. Lists of codecs and formats grow, so
 * those are texts.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
import type { OutputOptions } from "../../media/nodes";
import type { MediaTemplate } from "../../media/template";
import { templateId } from "../../media/template";
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
  required,
  seconds,
  text,
} from "../fields";
import type { Field } from "../fields";

const MAX_WATERMARKS = 3;

/** A template of the bucket, by id or as the resource that makes it. */
const templateField = optional<MediaTemplate>((scope, subject, value) =>
  text.render(scope, subject, templateId(value)),
);

/** `TemplateId`. */
export const template = named("TemplateId", templateField);

/** `TranscodeTemplateId`, beside parameters of another kind. */
export const transcodeTemplate = named("TranscodeTemplateId", templateField);

/** Watermark templates. */
export const watermarks = named("WatermarkTemplateId", list(templateField, MAX_WATERMARKS));

/** Name of an object that is written. */
export const objectName = matching(/^[^/]/, 'not be empty and not start with "/"');

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
const fps = decimal(0, 60, { above: true });

export const container = group({
  format: required(text),
  clipConfig: group({ duration: integer(1, 3600, "seconds") }),
});

export const timeInterval = group({ start: seconds, duration: seconds });

export const video = group({
  codec: text,
  width: size,
  height: size,
  fps,
  remove: flag,
  profile: text,
  bitrate,
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
});

export const audio = group({
  codec: text,
  samplerate: integer(8000, 96_000, "Hz"),
  bitrate: integer(8, 1000, "kbit/s"),
  channels: integer(1, 8),
  remove: flag,
  keepTwoTracks: flag,
  switchTrack: flag,
  sampleFormat: text,
});

export const hlsEncrypt = group({ isHlsEncrypt: flag, uriKey: text });

export const aigcMetadata = named(
  "AIGCMetadata",
  group({
    label: text,
    contentProducer: text,
    produceID: text,
    reservedCode1: text,
    contentPropagator: text,
    propagateID: text,
    reservedCode2: text,
  }),
);

/** What to do where the output would exceed the source: 0 keeps the source's figure, 1 fails the job. */
const adjust = integer(0, 1);

export const transConfig = group({
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
});

export const audioMix = group({
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
});

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

export const transcode = group(transcodeFields);

const transparency = integer(1, 100, "percent");

export const watermark = list(
  group({
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
  }),
  MAX_WATERMARKS,
);

export const digitalWatermark = group({
  message: required(matching(/^[\w*-]{1,64}$/, "have 1 to 64 letters, digits, _, - and *")),
  type: required(oneOf("Text")),
  version: required(oneOf("V1")),
  ignoreError: flag,
});

export const superResolution = group({
  resolution: oneOf("sdtohd", "hdto4k"),
  enableScaleUp: flag,
  version: oneOf("Base", "Enhance"),
});

export const colorEnhance = group({
  enable: flag,
  contrast: integer(0, 100),
  correction: integer(0, 100),
  saturation: integer(0, 100),
});

export const msSharpen = group({ enable: flag, sharpenLevel: integer(0, 10) });

export const sdrToHdr = group({ hdrMode: required(oneOf("HLG", "HDR10")) });
