import { flag, group, integer, oneOf, required, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output } = container;

/** Jobs that analyse an object. The callback contains their results. */
export const analysisJobs = {
  /** Reads format, streams and duration. */
  mediaInfo: jobType("MediaInfo"),

  /** Rates the quality of a video. */
  qualityEstimate: jobType("QualityEstimate", {
    parameters: { rotate: integer(0, 270, "degrees"), mode: text },
    container: "QualityEstimateConfig",
  }),

  /** Labels the content of a video. */
  videoTag: jobType("VideoTag", { parameters: { scenario: required(oneOf("Stream", "ShortVideo")), text } }),

  /** Detects people, pets, cars, faces and number plates in a video. */
  videoTargetRec: jobType("VideoTargetRec", {
    parameters: {
      body: flag,
      pet: flag,
      car: flag,
      face: flag,
      plate: flag,
      processType: text,
      transTpl: group({ container: container.container, video: container.video }),
    },
  }),

  /** Translates a document. */
  translation: jobType("Translation", {
    input: {
      sourceLang: { ...required(text), name: "Lang" },
      sourceType: { ...required(text), name: "Type" },
      basicType: text,
    },
    operation: { output },
    parameters: { lang: required(text), type: required(text) },
  }),

  /** Splits text into words and classifies them. @see https://cloud.tencent.com/document/product/460/84800 */
  wordsGeneralize: jobType("WordsGeneralize", {
    operation: { output: { ...output, isRequired: false as const } },
    parameters: { nerMethod: oneOf("NerBasic", "DL"), segMethod: oneOf("SegBasic", "MIX") },
  }),
};
