import type { IConstruct } from "constructs";
import type { JobTag } from "../../api/job-types";
import { renderFields } from "../operations/fields";
import type { Fields, OptionsOf } from "../operations/fields";
import * as fields from "./fields";

/** Arguments of a resource of the vendor's provider. A block is a list of objects, whatever its nesting mode is. */
export type TemplateArguments = Readonly<Record<string, unknown>>;

/** What a template contains. Created by the functions of `Template`. */
export interface TemplateContent {
  /** CI's type of the jobs that the template is for. */
  readonly tag: JobTag;
  /** Type of the resource that creates such templates. */
  readonly resourceType: string;
  /**
   * The arguments of the resource beside its bucket and its name.
   *
   * @throws ValidationError for an option that is unknown, missing or not allowed
   */
  render(scope: IConstruct): TemplateArguments;
}

/** Creates contents of one type. */
export type TemplateBuilder<Options> = (options: Options) => TemplateContent;

/**
 * Contents of templates, by job type. Options have CI's names with a small first letter and the meaning of those of
 * `Job`. Only options that are arguments of the vendor's provider are possible.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
export const Template = {
  /** An animated picture of a video. */
  animation: contentOf("Animation", "animation", fields.animation),

  /** A concatenation with other media. */
  concat: contentOf("Concat", "concat", fields.concat, "concat_template"),

  /** A rule for pictures, such as `imageMogr2/rotate/90`. */
  picProcess: contentOf("PicProcess", "pic_process", fields.picProcess, "pic_process"),

  /** The best covers of a video. */
  smartCover: contentOf("SmartCover", "smart_cover", fields.smartCover, "smart_cover"),

  /** Still pictures of a video. */
  snapshot: contentOf("Snapshot", "snapshot", fields.snapshot, "snapshot"),

  /** The text of speech. */
  speechRecognition: contentOf(
    "SpeechRecognition",
    "speech_recognition",
    fields.speechRecognition,
    "speech_recognition",
  ),

  /** A higher resolution. */
  superResolution: contentOf("SuperResolution", "super_resolution", fields.superResolution),

  /** A transcoded file. */
  transcode: contentOf("Transcode", "transcode", fields.transcode),

  /** A transcoded file in a professional format. */
  transcodePro: contentOf("TranscodePro", "transcode_pro", fields.transcodePro),

  /** Speech synthesized from a text. */
  tts: contentOf("Tts", "tts", fields.tts),

  /** Highlights of a video. */
  videoMontage: contentOf("VideoMontage", "video_montage", fields.videoMontage),

  /** Better colours and a sharper picture. */
  videoProcess: contentOf("VideoProcess", "video_process", fields.videoProcess),

  /** Voice separated from the accompaniment. */
  voiceSeparate: contentOf("VoiceSeparate", "voice_separate", fields.voiceSeparate),

  /** A watermark; goes into `watermarks` of a job or a node. */
  watermark: contentOf("Watermark", "watermark", fields.watermark, "watermark"),
};

/** @param block argument that contains all others. @default - none: they are arguments of the resource itself */
function contentOf<F extends Fields>(
  tag: JobTag,
  type: string,
  contents: F,
  block?: string,
): TemplateBuilder<OptionsOf<F>> {
  return (options) => ({
    tag,
    resourceType: `tencentcloud_ci_media_${type}_template`,
    render(scope) {
      const rendered = argumentsOf(renderFields(scope, `Template of ${tag}`, contents, options));
      return block === undefined ? rendered : { [block]: [rendered] };
    },
  });
}

/** Converts CI's form to the provider's: snake-case names, numbers as texts, and objects in lists. */
function argumentsOf(rendered: Readonly<Record<string, unknown>>): TemplateArguments {
  return Object.fromEntries(
    Object.entries(rendered)
      .map(
        ([name, value]) =>
          [
            name.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, (_, small: string, big: string, first: string) =>
              first === undefined ? `${small}_${big}` : `${first}_`,
            ),
            value,
          ] as const,
      )
      .map(([name, value]) => [name.toLowerCase(), argumentOf(value)]),
  );
}

function argumentOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: object) => argumentsOf(item as Record<string, unknown>));
  if (typeof value === "object" && value !== null) return [argumentsOf(value as Record<string, unknown>)];
  return typeof value === "number" ? String(value) : value;
}
