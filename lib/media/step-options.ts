import * as container from "../operations/containers";
import type { OutputOptions } from "../operations/containers";
import { flag, group, integer, list, matching, named, oneOf, required, text } from "../operations/fields";
import type { OptionsOf } from "../operations/fields";

const { output, objectName, outputWith, transcodeTemplate, watermarks, digitalWatermark } = container;

const template = required(container.template);
export const anyOutput = { ...output, isRequired: false as const };
const pixels = required(integer(0, 4096, "pixels"));

export const templated = { template, output };

/** What a step with a template takes. */
export interface TemplateStepOptions extends OptionsOf<typeof templated> {}

export const snapshot = { template, output: outputWith({ spriteObject: objectName }) };

/** What a step takes that looks for pictures that hide other files. */
export interface InspectStepOptions extends OptionsOf<typeof container.imageInspectFields> {}

export const aigcMarked = { aigcMetadata: required(container.aigcMetadata) };

/** What a step takes that says in a document that it was generated. */
export interface DocAigcStepOptions extends OptionsOf<typeof aigcMarked> {
  readonly output: OutputOptions;
}

/** What a step that takes still pictures takes. */
export interface SnapshotStepOptions extends OptionsOf<typeof snapshot> {}

export const separated = {
  template,
  output: outputWith({ auObject: objectName, bassObject: objectName, drumObject: objectName }),
};

/** What a step that separates sounds takes. */
export interface SeparateStepOptions extends OptionsOf<typeof separated> {}

export const enhanced = { ...templated, transcodeTemplate, watermarks, digitalWatermark };

/** What a step takes that enhances a video and transcodes it. */
export interface EnhanceStepOptions extends OptionsOf<typeof enhanced> {}

export const transcoded = {
  ...{ ...templated, watermarks, digitalWatermark },
  removeWatermark: group({ dx: pixels, dy: pixels, width: pixels, height: pixels }),
  /** Takes a logo out of the picture; members and values are in the vendor's SDK alone. */
  delogoParam: group({ switch: text, dx: pixels, dy: pixels, width: pixels, height: pixels }),
  transcodeConfig: group({ freeTranscode: flag }),
};

/** What a transcoding step takes. */
export interface TranscodeOptions extends OptionsOf<typeof transcoded> {}

export const toHdr = {
  output,
  transcodeTemplate,
  watermarks,
  sdrToHdr: named("SDRtoHDR", required(container.sdrToHdr)),
};

/** What a step takes that makes a video of high dynamic range. */
export interface HdrStepOptions extends OptionsOf<typeof toHdr> {}

export const covered = { template: container.template, output };

/** What a step that finds covers takes: a template or parameters. */
export interface CoverStepOptions extends OptionsOf<typeof covered & typeof container.smartCoverFields> {}

/** What a step takes that separates people from their background. */
export interface BodyStepOptions extends OptionsOf<typeof container.segmentVideoBodyFields> {
  readonly output: OutputOptions;
}

/** What a step takes that cuts, or changes the container. */
export interface SegmentStepOptions extends OptionsOf<typeof container.segmentFields> {
  readonly output: OutputOptions;
}

export const packConfig = {
  packType: required(oneOf("HLS", "DASH")),
  ignoreFailedStream: flag,
  reserveAllStreamNode: flag,
};

/** What a step takes that begins an adaptive stream. */
export interface StreamPackConfigOptions extends OptionsOf<typeof packConfig> {
  /** @default - none: what CI takes by itself */
  readonly output?: OutputOptions;
}

export const streams = {
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

/** What a step takes that packs streams. */
export interface StreamPackOptions extends OptionsOf<typeof streams> {
  /** @default - none: what CI takes by itself */
  readonly output?: OutputOptions;
}
