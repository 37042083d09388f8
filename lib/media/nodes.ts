import type { IConstruct } from "constructs";
import { ValidationError } from "../errors";
import type { IngressTarget } from "../ingress/ingress";
import * as container from "../operations/containers";
import { flag, group, integer, list, matching, named, oneOf, renderFields, required, text } from "../operations/fields";
import type { Fields, OptionsOf } from "../operations/fields";
import { renderWhole } from "../operations/operation";
import type { WorkflowOperation } from "./topology";

const { output, objectName, outputWith, transcodeTemplate, watermarks, digitalWatermark } = container;

/** A step of a workflow: what one node does. */
export interface WorkflowStep {
  /** The vendor's type, which the node's name begins with. */
  readonly type: string;
  /** The vendor's `Operation`, in the vendor's names. */
  readonly operation: WorkflowOperation;
}

/** What makes steps of one type; without argument where nothing is required. */
export type StepBuilder<Given> = (...args: object extends Given ? [options?: Given] : [options: Given]) => WorkflowStep;

const template = required(container.template);
const anyOutput = { ...output, isRequired: false as const };
const pixels = integer(0, 4096, "pixels");

const templated = { template, output };

/** What a step with a template takes. */
export interface TemplateStepOptions extends OptionsOf<typeof templated> {}

const enhanced = { ...templated, transcodeTemplate, watermarks, digitalWatermark };

/** What a step takes that enhances a video and transcodes it. */
export interface EnhanceStepOptions extends OptionsOf<typeof enhanced> {}

const transcoded = {
  ...templated,
  watermarks,
  digitalWatermark,
  removeWatermark: group({
    dx: required(pixels),
    dy: required(pixels),
    width: required(pixels),
    height: required(pixels),
  }),
  transcodeConfig: group({ freeTranscode: flag }),
};

/** What a transcoding step takes. */
export interface TranscodeOptions extends OptionsOf<typeof transcoded> {}

const called = { region: required(text), functionName: required(text), namespace: text, alias: text };

/**
 * A function that a step calls, by its names or as `function`, whose namespace and qualifier are taken too. CI takes
 * functions alone that run asynchronously, with their status tracked, and tells them of the step before.
 */
export type FunctionStepOptions =
  | OptionsOf<typeof called>
  | { readonly function: Pick<IngressTarget, "functionName" | "namespace" | "qualifier">; readonly region: string };

/**
 * The steps of a workflow, by what they do. Options are called as CI calls them, with a small first letter; those of
 * jobs of the same name mean the same.
 *
 * @see https://cloud.tencent.com/document/product/460/76856
 */
export const Node = {
  /** Takes still pictures; several need `${Number}` in their name. */
  snapshot: step("Snapshot", { template, output: outputWith({ spriteObject: objectName }) }),

  /** Makes an animated picture. */
  animation: step("Animation", templated),

  /** Transcodes, perhaps with watermarks. */
  transcode: step("Transcode", transcoded),

  /** Joins media. */
  concat: step("Concat", templated),

  /** Cuts highlights together. */
  videoMontage: step("VideoMontage", templated),

  /** Separates voice and accompaniment. */
  voiceSeparate: step("VoiceSeparate", {
    template,
    output: outputWith({ auObject: objectName, bassObject: objectName, drumObject: objectName }),
  }),

  /** Finds the best covers, by a template or by parameters; several need `${Number}` in their name. */
  smartCover: step("SmartCover", { template: container.template, output }, container.smartCoverFields),

  /** Enhances colour and sharpness. */
  videoProcess: step("VideoProcess", enhanced),

  /** Raises the resolution. */
  superResolution: step("SuperResolution", enhanced),

  /** Enhances in several ways at once. */
  videoEnhance: step("VideoEnhance", enhanced),

  /** Makes a video of high dynamic range. */
  sdrToHdr: step("SDRtoHDR", {
    ...{ output, transcodeTemplate, watermarks },
    sdrToHdr: named("SDRtoHDR", required(container.sdrToHdr)),
  }),

  /** Separates people from their background. */
  segmentVideoBody: step("SegmentVideoBody", { output }, container.segmentVideoBodyFields),

  /** Changes the container, or cuts into parts of equal length; several need `${Number}` in their name. */
  segment: step("Segment", { output }, container.segmentFields),

  /** Begins an adaptive stream: `videoStream` steps follow, which join again in one `streamPack`. */
  streamPackConfig: step(
    "StreamPackConfig",
    { output: anyOutput },
    { packType: required(oneOf("HLS", "DASH")), ignoreFailedStream: flag, reserveAllStreamNode: flag },
  ),

  /** Makes one of the streams of an adaptive stream. */
  videoStream: step("VideoStream", templated),

  /** Packs streams, which are named by their nodes: `WorkflowFlow.nodeName`. */
  streamPack: step(
    "StreamPack",
    { output: anyOutput },
    {
      videoStreamConfig: required(
        list(
          group({
            videoStreamName: required(matching(/^VideoStream_/, "be the name of a VideoStream node")),
            bandWidth: integer(0, Number.MAX_SAFE_INTEGER, "bit/s"),
          }),
          50,
        ),
      ),
    },
    "StreamPackInfo",
  ),

  /** Processes pictures. */
  picProcess: step("PicProcess", templated),

  /** Writes down what is said. */
  speechRecognition: step("SpeechRecognition", templated),

  /** Reads text aloud. */
  tts: step("Tts", templated),

  /** Recognizes what is in the media. CI's pages name the type and say no more of it. */
  aiRecognition: step("AIRecognition", { template: container.template, output: anyOutput }),

  /** Reads format, streams and length. */
  mediaInfo: step("MediaInfo", {}),

  /** Goes on only if an expression on the result of the `mediaInfo` step before is true. */
  condition: step("Condition", {}, { express: required(text) }),

  /** Calls a function. */
  scf: (options: FunctionStepOptions): WorkflowStep => ({
    type: "SCF",
    operation: (scope, name) => {
      const names = "function" in options ? namesOf(scope, name, options) : options;
      return { SCF: renderFields(scope, `Node ${name}`, called, { namespace: "default", ...names }) };
    },
  }),

  /** Any step, in the vendor's names: also one that is newer than this library. */
  of: (type: string, operation: Readonly<Record<string, unknown>>): WorkflowStep => ({ type, operation }),
};

/** Declares a type of step: options that stand right in `Operation`, and parameters in a container of it. */
function step<F extends Fields, P extends Fields = Record<never, never>>(
  type: string,
  operation: F,
  parameters?: P,
  container = type,
): StepBuilder<OptionsOf<F> & OptionsOf<P>> {
  const spec = { operation, parameters: parameters ?? {}, container, isFree: true };
  return (...[options = {}]) => ({
    type,
    operation: (scope, name) => renderWhole(scope, `Node ${name}`, spec, options),
  });
}

function namesOf(
  scope: IConstruct,
  node: string,
  { function: fn, ...names }: Extract<FunctionStepOptions, { readonly function: object }>,
): Readonly<Record<string, unknown>> {
  const more = Object.keys(names).filter((option) => option !== "region");
  if (more.length > 0) {
    throw new ValidationError(
      `Node ${node} must have a function or its names (got function and ${more.join(", ")}): leave one out`,
      scope,
    );
  }
  return { ...names, functionName: fn.functionName, namespace: fn.namespace, alias: fn.qualifier };
}
