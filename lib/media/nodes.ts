import type { MediaTemplate } from "./template";
import { templateId } from "./template";

/** A step of a workflow: what one node does. */
export interface WorkflowStep {
  /** The vendor's type, which the node's name begins with. */
  readonly type: string;
  /** The vendor's `Operation`, in the vendor's names. */
  readonly operation: Readonly<Record<string, unknown>>;
}

/** Where a step writes. CI's wildcards, such as `${InputName}` and `${RunId}`, are written as they are. */
export interface OutputOptions {
  /** Name of the objects that are written. */
  readonly object: string;

  /**
   * Bucket that is written to.
   *
   * @default - that of the workflow
   */
  readonly bucket?: string;

  /**
   * Region of that bucket.
   *
   * @default - that of the workflow
   */
  readonly region?: string;
}

/** What a step with a template takes. */
export interface TemplateStepOptions {
  /** The template, by id or as the resource that makes it. */
  readonly template: MediaTemplate;
  readonly output: OutputOptions;
}

/** What a transcoding step takes. */
export interface TranscodeOptions extends TemplateStepOptions {
  /**
   * Watermark templates, at most three.
   *
   * @default - none
   */
  readonly watermarks?: readonly MediaTemplate[];
}

/** What a step that calls a function takes. The function must run asynchronously, with its status tracked. */
export interface FunctionStepOptions {
  readonly functionName: string;
  readonly region: string;

  /** @default "default" */
  readonly namespace?: string;

  /** @default - the platform's */
  readonly alias?: string;
}

/**
 * The steps of a workflow, by what they do.
 *
 * @see https://cloud.tencent.com/document/product/460/76856
 */
export class Node {
  /** Takes still pictures. */
  public static snapshot(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("Snapshot", options);
  }

  /** Makes an animated picture. */
  public static animation(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("Animation", options);
  }

  /** Transcodes, perhaps with watermarks. */
  public static transcode({ watermarks, ...options }: TranscodeOptions): WorkflowStep {
    return withTemplate("Transcode", options, { WatermarkTemplateId: watermarks?.map(templateId) });
  }

  /** Joins media. */
  public static concat(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("Concat", options);
  }

  /** Cuts highlights together. */
  public static videoMontage(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("VideoMontage", options);
  }

  /** Separates voice and accompaniment. */
  public static voiceSeparate(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("VoiceSeparate", options);
  }

  /** Finds the best covers. */
  public static smartCover(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("SmartCover", options);
  }

  /** Enhances colour and sharpness. */
  public static videoProcess(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("VideoProcess", options);
  }

  /** Raises the resolution. */
  public static superResolution(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("SuperResolution", options);
  }

  /** Processes pictures. */
  public static picProcess(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("PicProcess", options);
  }

  /** Writes down what is said. */
  public static speechRecognition(options: TemplateStepOptions): WorkflowStep {
    return withTemplate("SpeechRecognition", options);
  }

  /** Calls a function. */
  public static scf({ functionName, region, namespace = "default", alias }: FunctionStepOptions): WorkflowStep {
    const SCF = { Region: region, FunctionName: functionName, Namespace: namespace, Alias: alias };
    return { type: "SCF", operation: { SCF } };
  }

  /** Any step, in the vendor's names: also one that is newer than this library. */
  public static of(type: string, operation: Readonly<Record<string, unknown>>): WorkflowStep {
    return { type, operation };
  }
}

function withTemplate(
  type: string,
  { template, output }: TemplateStepOptions,
  more: Readonly<Record<string, unknown>> = {},
): WorkflowStep {
  const { object, bucket, region } = output;
  return {
    type,
    operation: {
      TemplateId: templateId(template),
      ...more,
      Output: { Region: region, Bucket: bucket, Object: object },
    },
  };
}
