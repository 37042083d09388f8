import {
  decimal,
  flag,
  group,
  integer,
  named,
  oneOf,
  optional,
  required,
  seconds,
  text,
} from "../../operations/fields";
import { ValidationError } from "../../validation/errors";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output, objectName, outputWith, template } = container;

const size = integer(128, 4096, "pixels");
const cell = integer(8, 4096, "pixels");
/** One page says 0 to 1024, another 8 to 4096. */
const gap = integer(0, 4096, "pixels");

/** Texts and pictures of a poster, by the names of its template. */
const posterInfo = optional<Readonly<Record<string, string>>>((scope, subject, value) => {
  if (Object.keys(value).length > 0) return value;
  throw new ValidationError(`${subject} must have at least one member (got none)`, scope);
});

/** Jobs that produce or process pictures. */
export const pictureJobs = {
  /** Takes still pictures of a video. Several pictures need `${Number}` in their name. */
  snapshot: jobType("Snapshot", {
    operation: { template, output: outputWith({ spriteObject: objectName }) },
    parameters: {
      mode: oneOf("Interval", "Average", "KeyFrame"),
      start: seconds,
      timeInterval: decimal(0, 3600, { above: true }),
      count: integer(1, 10_000),
      width: size,
      height: size,
      ciParam: named("CIParam", text),
      isCheckCount: flag,
      isCheckBlack: flag,
      blackLevel: integer(30, 100, "percent"),
      pixelBlackThreshold: integer(0, 255),
      snapshotOutMode: oneOf("OnlySnapshot", "OnlySprite", "SnapshotAndSprite"),
      spriteSnapshotConfig: group({
        cellWidth: cell,
        cellHeight: cell,
        color: required(text),
        columns: required(integer(1, 10_000)),
        lines: required(integer(1, 10_000)),
        margin: gap,
        padding: gap,
        scaleMethod: text,
      }),
    },
  }),

  /** Makes an animated image of a video. */
  animation: jobType("Animation", {
    operation: { template, output },
    parameters: {
      container: group({ format: required(oneOf("gif", "hgif", "webp")) }),
      video: group({
        codec: required(oneOf("gif", "webp")),
        width: size,
        height: size,
        fps: decimal(0, 60, { above: true }),
        animateOnlyKeepKeyFrame: flag,
        animateTimeIntervalOfFrame: decimal(0, Infinity, { above: true }),
        animateFramesPerSecond: integer(1, 60),
        quality: integer(1, 99),
      }),
      timeInterval: container.timeInterval,
    },
  }),

  /** Selects the best covers of a video. Several covers need `${Number}` in their name. */
  smartCover: jobType("SmartCover", {
    operation: { template, output },
    parameters: container.smartCoverFields,
    isFree: true,
  }),

  /** Processes a picture by one of CI's rules, such as `imageMogr2/rotate/90`. */
  picProcess: jobType("PicProcess", {
    operation: { template, output },
    parameters: { isPicInfo: flag, processRule: text },
  }),

  /** Makes a poster from a template. */
  posterProduction: jobType("PosterProduction", {
    operation: { output },
    parameters: { template: required(template), info: required(posterInfo) },
    container: "PosterProduction",
    readsUpload: false,
  }),

  /** Detects images that hide other files. */
  imageInspect: jobType("ImageInspect", {
    parameters: container.imageInspectFields,
  }),

  /** Recognizes an identity card or a driving licence. */
  imageLicenseRec: jobType("ImageLicenseRec", {
    parameters: { cardType: required(oneOf("IDCard", "DriverLicense")) },
  }),

  /** Recognizes the text in a picture. */
  imageOcr: jobType("ImageOCR", {
    operation: { template },
    parameters: {
      type: text,
      languageType: text,
      isPdf: flag,
      pdfPageNumber: integer(1, 10_000),
      isWord: flag,
      enableWordPolygon: flag,
    },
  }),
};
