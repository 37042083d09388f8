import { flag, integer, oneOf, optional, required, text } from "../../operations/fields";
import { ValidationError } from "../../validation/errors";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";
import * as parameters from "../../operations/parameters";

const { output, objectName, outputWith, template } = container;

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
    parameters: parameters.snapshotFields,
  }),

  /** Makes an animated image of a video. */
  animation: jobType("Animation", {
    operation: { template, output },
    parameters: parameters.animationFields,
  }),

  /** Selects the best covers of a video. Several covers need `${Number}` in their name. */
  smartCover: jobType("SmartCover", {
    operation: { template, output },
    parameters: container.smartCoverFields,
    skipsTemplateCheck: true,
  }),

  /** Processes a picture by one of CI's rules, such as `imageMogr2/rotate/90`. */
  picProcess: jobType("PicProcess", {
    operation: { template, output },
    parameters: parameters.picProcessFields,
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
