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
import { renderWhole } from "../operations/operation";
import * as given from "./step-options";
import type { WorkflowOperation } from "./topology";

/** A step of a workflow: what one node does. */
export interface WorkflowStep {
  /** The vendor's type, which the node's name begins with. */
  readonly type: string;
  /** The vendor's `Operation`, in the vendor's names. */
  readonly operation: WorkflowOperation;
}

/** What makes steps of one type; without argument where nothing is required. */
export type StepBuilder<Given> = (...args: object extends Given ? [options?: Given] : [options: Given]) => WorkflowStep;

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
  snapshot: step<given.SnapshotStepOptions>("Snapshot", given.snapshot),

  /** Makes an animated picture. */
  animation: step<given.TemplateStepOptions>("Animation", given.templated),

  /** Transcodes, perhaps with watermarks. */
  transcode: step<given.TranscodeOptions>("Transcode", given.transcoded),

  /** Joins media. */
  concat: step<given.TemplateStepOptions>("Concat", given.templated),

  /** Cuts highlights together. */
  videoMontage: step<given.TemplateStepOptions>("VideoMontage", given.templated),

  /** Separates voice and accompaniment. */
  voiceSeparate: step<given.SeparateStepOptions>("VoiceSeparate", given.separated),

  /** Finds the best covers, by a template or by parameters; several need `${Number}` in their name. */
  smartCover: step<given.CoverStepOptions>("SmartCover", given.covered, smartCoverFields),

  /** Enhances colour and sharpness. */
  videoProcess: step<given.EnhanceStepOptions>("VideoProcess", given.enhanced),

  /** Raises the resolution. */
  superResolution: step<given.EnhanceStepOptions>("SuperResolution", given.enhanced),

  /** Enhances in several ways at once. */
  videoEnhance: step<given.EnhanceStepOptions>("VideoEnhance", given.enhanced),

  /** Makes a video of high dynamic range. */
  sdrToHdr: step<given.HdrStepOptions>("SDRtoHDR", given.toHdr),

  /** Separates people from their background. */
  segmentVideoBody: step<given.BodyStepOptions>("SegmentVideoBody", { output }, segmentVideoBodyFields),

  /** Changes the container, or cuts into parts of equal length; several need `${Number}` in their name. */
  segment: step<given.SegmentStepOptions>("Segment", { output }, segmentFields),

  /** Begins an adaptive stream: `videoStream` steps follow, which join again in one `streamPack`. */
  streamPackConfig: step<given.StreamPackConfigOptions>(
    "StreamPackConfig",
    { output: given.anyOutput },
    given.packConfig,
  ),

  /** Makes one of the streams of an adaptive stream. */
  videoStream: step<given.TemplateStepOptions>("VideoStream", given.templated),

  /** Packs streams, which are named by their nodes: `WorkflowFlow.nodeName`. */
  streamPack: step<given.StreamPackOptions>("StreamPack", { output: given.anyOutput }, given.streams, "StreamPackInfo"),

  /** Processes pictures. */
  picProcess: step<given.TemplateStepOptions>("PicProcess", given.templated),

  /** Looks for pictures that hide other files. */
  imageInspect: step<given.InspectStepOptions>("ImageInspect", {}, imageInspectFields),

  /** Says in a document that it was generated. */
  docAigcMetadata: step<given.DocAigcStepOptions>("DocAIGCMetadata", { output }, given.aigcMarked),

  /** Writes down what is said. */
  speechRecognition: step<given.TemplateStepOptions>("SpeechRecognition", given.templated),

  /** Reads text aloud. */
  tts: step<given.TemplateStepOptions>("Tts", given.templated),

  /** Recognizes what is in the media. CI's pages name the type and say no more of it. */
  aiRecognition: step<Partial<given.TemplateStepOptions>>("AIRecognition", {
    template,
    output: given.anyOutput,
  }),

  /** Reads format, streams and length. */
  mediaInfo: step<object>("MediaInfo", {}),

  /** Goes on only if an expression on the result of the `mediaInfo` step before is true. */
  condition: step<{ readonly express: string }>("Condition", {}, { express: required(text) }),

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
function step<Given extends object>(
  type: string,
  operation: Fields,
  parameters: Fields = {},
  container = type,
): StepBuilder<Given> {
  const spec = { operation, parameters, container, isFree: true };
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
