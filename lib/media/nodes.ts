import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import type { IngressTarget } from "../ingress/endpoint";
import {
  imageInspectFields,
  output,
  segmentFields,
  segmentVideoBodyFields,
  smartCoverFields,
  template,
} from "../operations/containers";
import { renderFields, required, text } from "../operations/fields";
import type { Fields, OptionsOf } from "../operations/fields";
import { renderKnownOptions } from "../operations/operation";
import * as steps from "./step-options";
import type { WorkflowOperation } from "./topology";

/** A step of a workflow. Each step becomes one node. */
export interface WorkflowStep {
  /** The vendor's node type. The node's name begins with it. */
  readonly type: string;
  /** The vendor's `Operation`, with the vendor's field names. */
  readonly operation: WorkflowOperation;
}

/** Creates steps of one type. The argument is optional if no option is required. */
export type StepBuilder<Options> = (
  ...args: object extends Options ? [options?: Options] : [options: Options]
) => WorkflowStep;

const functionFields = { region: required(text), functionName: required(text), namespace: text, alias: text };

/**
 * A function that a step calls: its names, or `function`, which also gives namespace and qualifier. CI calls
 * only functions that run asynchronously with status tracking, and passes them the step before.
 */
export type FunctionStepOptions =
  | OptionsOf<typeof functionFields>
  | { readonly function: Pick<IngressTarget, "functionName" | "namespace" | "qualifier">; readonly region: string };

/**
 * The steps of a workflow. Options have CI's field names with a small first letter, and mean the same as the options of
 * the job of the same name.
 *
 * @see https://cloud.tencent.com/document/product/460/76856
 */
export const Node = {
  /** Takes still pictures. Several pictures need `${Number}` in their name. */
  snapshot: step<steps.SnapshotStepOptions>("Snapshot", steps.snapshotFields),

  /** Makes an animated image. */
  animation: step<steps.TemplateStepOptions>("Animation", steps.templateFields),

  /** Transcodes, optionally with watermarks. */
  transcode: step<steps.TranscodeOptions>("Transcode", steps.transcodeFields),

  /** Concatenates media files. */
  concat: step<steps.TemplateStepOptions>("Concat", steps.templateFields),

  /** Cuts highlights together. */
  videoMontage: step<steps.TemplateStepOptions>("VideoMontage", steps.templateFields),

  /** Separates voice and accompaniment. */
  voiceSeparate: step<steps.SeparateStepOptions>("VoiceSeparate", steps.separateFields),

  /** Selects the best covers, by a template or by parameters. Several covers need `${Number}` in their name. */
  smartCover: step<steps.CoverStepOptions>("SmartCover", steps.coverFields, smartCoverFields),

  /** Enhances colour and sharpness. */
  videoProcess: step<steps.EnhanceStepOptions>("VideoProcess", steps.enhanceFields),

  /** Raises the resolution. */
  superResolution: step<steps.EnhanceStepOptions>("SuperResolution", steps.enhanceFields),

  /** Enhances in several ways at once. */
  videoEnhance: step<steps.EnhanceStepOptions>("VideoEnhance", steps.enhanceFields),

  /** Makes a high dynamic range video. */
  sdrToHdr: step<steps.HdrStepOptions>("SDRtoHDR", steps.hdrFields),

  /** Separates people from their background. */
  segmentVideoBody: step<steps.BodyStepOptions>("SegmentVideoBody", { output }, segmentVideoBodyFields),

  /** Changes the container, or splits into parts of equal length. Several parts need `${Number}` in their name. */
  segment: step<steps.SegmentStepOptions>("Segment", { output }, segmentFields),

  /** Begins an adaptive bitrate stream. `videoStream` steps follow; one `streamPack` joins them. */
  streamPackConfig: step<steps.StreamPackConfigOptions>(
    "StreamPackConfig",
    { output: steps.optionalOutput },
    steps.packConfigFields,
  ),

  /** Makes one stream of an adaptive bitrate stream. */
  videoStream: step<steps.TemplateStepOptions>("VideoStream", steps.templateFields),

  /** Packs streams. They are referred to by the names of their nodes: `WorkflowFlow.nodeName`. */
  streamPack: step<steps.StreamPackOptions>(
    "StreamPack",
    { output: steps.optionalOutput },
    steps.streamPackFields,
    "StreamPackInfo",
  ),

  /** Processes images. */
  picProcess: step<steps.TemplateStepOptions>("PicProcess", steps.templateFields),

  /** Detects images that hide other files. */
  imageInspect: step<steps.InspectStepOptions>("ImageInspect", {}, imageInspectFields),

  /** Marks a document as AI-generated. */
  docAigcMetadata: step<steps.DocAigcStepOptions>("DocAIGCMetadata", { output }, steps.docAigcFields),

  /** Recognizes speech. */
  speechRecognition: step<steps.TemplateStepOptions>("SpeechRecognition", steps.templateFields),

  /** Synthesizes speech from text. */
  tts: step<steps.TemplateStepOptions>("Tts", steps.templateFields),

  /** Recognizes the content of media. CI's pages name the type without its parameters. */
  aiRecognition: step<Partial<steps.TemplateStepOptions>>("AIRecognition", {
    template,
    output: steps.optionalOutput,
  }),

  /** Reads format, streams and duration. */
  mediaInfo: step<object>("MediaInfo", {}),

  /** Continues only if an expression on the result of the `mediaInfo` step before is true. */
  condition: step<{ readonly express: string }>("Condition", {}, { express: required(text) }),

  /** Calls a function. */
  scf: (options: FunctionStepOptions): WorkflowStep => ({
    type: "SCF",
    operation: (scope, name) => {
      const names = "function" in options ? namesOf(scope, name, options) : options;
      return { SCF: renderFields(scope, `Node ${name}`, functionFields, { namespace: "default", ...names }) };
    },
  }),

  /** A step of any type, with the vendor's field names; also a type that is newer than this library. */
  of: (type: string, operation: Readonly<Record<string, unknown>>): WorkflowStep => ({ type, operation }),
};

/** Declares a step type: options that stand directly in `Operation`, and parameters in a container within it. */
function step<Options extends object>(
  type: string,
  operation: Fields,
  parameters: Fields = {},
  container = type,
): StepBuilder<Options> {
  const spec = { operation, parameters, container, skipsTemplateCheck: true };
  return (...[options = {}]) => ({
    type,
    operation: (scope, name) => renderKnownOptions(scope, `Node ${name}`, spec, options),
  });
}

function namesOf(
  scope: IConstruct,
  node: string,
  { function: fn, ...names }: Extract<FunctionStepOptions, { readonly function: object }>,
): Readonly<Record<string, unknown>> {
  const extraNames = Object.keys(names).filter((option) => option !== "region");
  if (extraNames.length > 0) {
    throw new ValidationError(
      `Node ${node} must have a function or its names (got function and ${extraNames.join(", ")}): leave one out`,
      scope,
    );
  }
  return { ...names, functionName: fn.functionName, namespace: fn.namespace, alias: fn.qualifier };
}
