import * as container from "../operations/containers";
import type { OutputOptions } from "../operations/containers";
import { flag, group, integer, list, matching, named, oneOf, required, text } from "../operations/fields";
import type { OptionsOf } from "../operations/fields";

const { output, objectName, outputWith, transcodeTemplate, watermarks, digitalWatermark } = container;

const template = required(container.template);
export const optionalOutput = { ...output, isRequired: false as const };
const pixels = required(integer(0, 4096, "pixels"));

export const templateFields = { template, output };

/** Options of a step with a template. */
export interface TemplateStepOptions extends OptionsOf<typeof templateFields> {}

export const snapshotFields = { template, output: outputWith({ spriteObject: objectName }) };

/** Options of a step that detects images that hide other files. */
export interface InspectStepOptions extends OptionsOf<typeof container.imageInspectFields> {}

export const docAigcFields = { aigcMetadata: required(container.aigcMetadata) };

/** Options of a step that marks a document as AI-generated. */
export interface DocAigcStepOptions extends OptionsOf<typeof docAigcFields> {
  readonly output: OutputOptions;
}

/** Options of a snapshot step. */
export interface SnapshotStepOptions extends OptionsOf<typeof snapshotFields> {}

export const separateFields = {
  template,
  output: outputWith({ auObject: objectName, bassObject: objectName, drumObject: objectName }),
};

/** Options of a step that separates voice and accompaniment. */
export interface SeparateStepOptions extends OptionsOf<typeof separateFields> {}

export const enhanceFields = { ...templateFields, transcodeTemplate, watermarks, digitalWatermark };

/** Options of a step that enhances a video and transcodes it. */
export interface EnhanceStepOptions extends OptionsOf<typeof enhanceFields> {}

export const transcodeFields = {
  ...{ ...templateFields, watermarks, digitalWatermark },
  removeWatermark: group({ dx: pixels, dy: pixels, width: pixels, height: pixels }),
  /** Removes a logo from the picture. Only the vendor's SDK describes the members and their values. */
  delogoParam: group({ switch: text, dx: pixels, dy: pixels, width: pixels, height: pixels }),
  transcodeConfig: group({ freeTranscode: flag }),
};

/** Options of a transcoding step. */
export interface TranscodeOptions extends OptionsOf<typeof transcodeFields> {}

export const hdrFields = {
  output,
  transcodeTemplate,
  watermarks,
  sdrToHdr: named("SDRtoHDR", required(container.sdrToHdr)),
};

/** Options of a high dynamic range step. */
export interface HdrStepOptions extends OptionsOf<typeof hdrFields> {}

export const coverFields = { template: container.template, output };

/** Options of a cover step: a template or parameters. */
export interface CoverStepOptions extends OptionsOf<typeof coverFields & typeof container.smartCoverFields> {}

/** Options of a step that separates people from their background. */
export interface BodyStepOptions extends OptionsOf<typeof container.segmentVideoBodyFields> {
  readonly output: OutputOptions;
}

/** Options of a step that splits, or changes the container. */
export interface SegmentStepOptions extends OptionsOf<typeof container.segmentFields> {
  readonly output: OutputOptions;
}

export const packConfigFields = {
  packType: required(oneOf("HLS", "DASH")),
  ignoreFailedStream: flag,
  reserveAllStreamNode: flag,
};

/** Options of a step that begins an adaptive bitrate stream. */
export interface StreamPackConfigOptions extends OptionsOf<typeof packConfigFields> {
  /** @default - CI's defaults */
  readonly output?: OutputOptions;
}

export const streamPackFields = {
  videoStreamConfig: required(
    list(
      group({
        videoStreamName: required(matching(/^VideoStream_/, "be the name of a VideoStream node")),
        bandWidth: integer(0, Number.MAX_SAFE_INTEGER, "bit/s"),
      }),
      50,
    ),
  ),
};

/** Options of a step that packs streams. */
export interface StreamPackOptions extends OptionsOf<typeof streamPackFields> {
  /** @default - CI's defaults */
  readonly output?: OutputOptions;
}
