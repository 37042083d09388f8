import { flag, group, integer, list, named, oneOf, required, seconds, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output, template, watermarks, watermark } = container;

const MAX_PARTS = 50;

/** Jobs that split and concatenate. */
export const editingJobs = {
  /** Detects the shots of a video. The result has times, no files. */
  splitVideoParts: jobType("SplitVideoParts", {
    parameters: { mode: oneOf("SHOTDETECT") },
    defaults: { mode: "SHOTDETECT" },
  }),

  /** Concatenates the upload with other media; `index` is its position among them. */
  concat: jobType("Concat", {
    operation: { template, output },
    parameters: {
      concatFragment: list(
        group({
          url: text,
          mode: oneOf("Start", "End"),
          fragmentIndex: integer(0, MAX_PARTS),
          startTime: seconds,
          endTime: seconds,
          duration: seconds,
        }),
        MAX_PARTS,
      ),
      index: integer(0, MAX_PARTS),
      directConcat: flag,
      container: container.container,
      video: container.video,
      audio: container.audio,
      audioMix: container.audioMix,
      audioMixArray: container.audioMixArray,
      sceneChangeInfo: group({
        mode: required(oneOf("Default", "FADE", "GRADIENT")),
        time: seconds,
        transitionType: text,
      }),
    },
    container: "ConcatTemplate",
  }),

  /** Concatenates media with pauses. It reads the files of its list: `${InputUrl}` is the upload. */
  fillConcat: jobType("FillConcat", {
    operation: { output },
    parameters: {
      format: required(text),
      fillInput: required(list(group({ url: text, fillTime: seconds }), MAX_PARTS)),
      refMode: text,
      refIndex: integer(0, MAX_PARTS),
    },
    readsUpload: false,
  }),

  /** Puts videos side by side. It reads the files of its list: `${InputUrl}` is the upload. */
  videoSynthesis: jobType("VideoSynthesis", {
    operation: { output, watermarks, watermark, transcode: container.transcode },
    parameters: {
      keepAudioTrack: flag,
      spliceInfo: required(
        list(
          group({
            url: required(text),
            x: integer(0, 4096, "pixels"),
            y: integer(0, 4096, "pixels"),
            width: integer(1, 4096, "pixels"),
            height: integer(1, 4096, "pixels"),
          }),
          MAX_PARTS,
        ),
      ),
    },
    readsUpload: false,
  }),

  /** Cuts highlights together. */
  videoMontage: jobType("VideoMontage", {
    operation: { template, output },
    parameters: {
      container: container.container,
      video: container.video,
      audio: container.audio,
      duration: seconds,
      scene: oneOf("Video", "Soccer"),
      audioMix: container.audioMix,
      audioMixArray: container.audioMixArray,
    },
  }),

  /** Cuts out a segment, or splits into segments of equal length. Several segments need `${Number}` in their name. */
  segment: jobType("Segment", {
    operation: { output },
    parameters: {
      ...container.segmentFields,
      transcodeIndex: text,
      startTime: seconds,
      endTime: seconds,
    },
  }),

  /** Extracts single streams. */
  streamExtract: jobType("StreamExtract", {
    operation: {
      output: required(
        group({
          bucket: text,
          region: text,
          streamExtract: required(
            list(group({ index: required(integer(0, 100)), object: required(container.objectName) }), MAX_PARTS),
          ),
        }),
      ),
    },
  }),

  /** Computes a fingerprint, or compares it with those of a collection. */
  dna: jobType("DNA", {
    parameters: {
      ruleType: required(text),
      dnaDbId: text,
      videoId: text,
    },
    container: "DnaConfig",
  }),

  /** Reads an invisible watermark. */
  extractDigitalWatermark: jobType("ExtractDigitalWatermark", {
    operation: {
      extractDigitalWatermark: named(
        "ExtractDigitalWatermark",
        required(group({ type: required(oneOf("Text")), version: required(oneOf("V1")) })),
      ),
    },
  }),
};
