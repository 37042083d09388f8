import { flag, group, integer, list, named, oneOf, required, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output, template, watermarks, watermark, transcodeTemplate, transcode } = container;

/** Jobs that produce another video or audio file from the upload. */
export const transcodingJobs = {
  /** Transcodes, optionally with watermarks and subtitles. */
  transcode: jobType("Transcode", {
    operation: {
      template,
      output,
      watermarks,
      watermark,
      digitalWatermark: container.digitalWatermark,
      subtitles: group({
        subtitle: required(
          list(
            group({
              url: required(text),
              embed: flag,
              fontType: text,
              fontSize: integer(1, 100, "pixels"),
              fontColor: text,
              outlineColor: text,
              vMargin: integer(0, 4096, "pixels"),
            }),
            10,
          ),
        ),
      }),
      freeTranscode: flag,
    },
    request: {
      /** The queue for fast transcoding instead of the usual one. Excludes `queueId`. */
      queueType: oneOf("SpeedTranscoding"),
    },
    parameters: container.transcodeFields,
  }),

  /** Transcodes into a professional format. */
  transcodePro: jobType("TranscodePro", {
    operation: { template, output, watermarks, watermark },
    parameters: container.transcodeFields,
  }),

  /** Transcodes with a lower bit rate at the same quality. */
  highSpeedHd: jobType("HighSpeedHd", {
    operation: { template, output, watermarks, watermark },
    parameters: container.transcodeFields,
    container: "Transcode",
  }),

  /** Makes a playlist whose segments are transcoded when they are played. */
  generatePlayList: jobType("GeneratePlayList", {
    operation: { output, watermarks, watermark },
    parameters: {
      container: container.container,
      video: container.video,
      transConfig: group({
        initialClipNum: integer(0, 10_000),
        cosTag: text,
        hlsEncrypt: container.hlsEncrypt,
      }),
      subtitle: group({ remove: flag }),
    },
    container: "Transcode",
  }),

  /** Adds watermarks. */
  watermark: jobType("Watermark", { operation: { output, watermarks, watermark } }),

  /** Adds an invisible watermark. */
  digitalWatermark: jobType("DigitalWatermark", {
    operation: { output, digitalWatermark: required(container.digitalWatermark) },
  }),

  /** Makes a high dynamic range video. */
  sdrToHdr: jobType("SDRtoHDR", {
    operation: {
      output,
      sdrToHdr: named("SDRtoHDR", required(container.sdrToHdr)),
      ...{ transcodeTemplate, transcode, watermarks, watermark, digitalWatermark: container.digitalWatermark },
    },
  }),

  /** Raises the resolution. */
  superResolution: jobType("SuperResolution", {
    operation: {
      ...{ template, output, transcodeTemplate, transcode, watermarks, watermark },
      digitalWatermark: container.digitalWatermark,
      superResolution: container.superResolution,
    },
    skipsTemplateCheck: true,
  }),

  /** Enhances colour and sharpness. */
  videoProcess: jobType("VideoProcess", {
    operation: {
      ...{ template, output, transcodeTemplate, transcode, watermarks, watermark },
      digitalWatermark: container.digitalWatermark,
    },
    parameters: { colorEnhance: container.colorEnhance, msSharpen: container.msSharpen },
  }),

  /** Enhances in several ways at once. */
  videoEnhance: jobType("VideoEnhance", {
    operation: { template, output, watermarks, watermark, digitalWatermark: container.digitalWatermark },
    parameters: {
      transcode,
      superResolution: container.superResolution,
      sdrToHdr: named("SDRtoHDR", container.sdrToHdr),
      colorEnhance: container.colorEnhance,
      msSharpen: container.msSharpen,
      frameEnhance: group({ frameDoubling: required(flag) }),
    },
  }),

  /** Separates people from their background. */
  segmentVideoBody: jobType("SegmentVideoBody", {
    operation: { output },
    parameters: container.segmentVideoBodyFields,
  }),
};
