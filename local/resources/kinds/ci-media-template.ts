import type { JobTag } from "../../../api/job-types";
import { createTemplate, updateTemplate } from "../../ci/templates";
import type { TemplateRequest } from "../../ci/templates";
import { ServiceError } from "../../http/errors";
import type { XmlElement, XmlValue } from "../../http/xml";
import { ApiError, text } from "../kind";
import type { Attributes, Json, KindContext, ResourceKind } from "../kind";

/** The vendor's provider's handling of one type of template. */
interface TemplateType {
  readonly tag: JobTag;
  /**
   * Arguments that an update sends only if they have changed. CI replaces the whole template, which then loses the
   * unchanged ones.
   *
   * @default - none
   */
  readonly sentIfChanged?: readonly string[];
  /** Arguments that an update never sends. @default - none */
  readonly neverUpdated?: readonly string[];
  /** Members of `video` that are sent and never read back. @default - none */
  readonly unreadVideoMembers?: readonly string[];
}

/** From the provider's source, version 1.83.25; names are those of the resources without `tencentcloud_ci_media_`. */
const TYPES: Readonly<Record<string, TemplateType>> = {
  animation: { tag: "Animation", sentIfChanged: ["video", "time_interval"] },
  concat: { tag: "Concat", sentIfChanged: ["concat_template"] },
  pic_process: { tag: "PicProcess", sentIfChanged: ["pic_process"] },
  smart_cover: { tag: "SmartCover", sentIfChanged: ["smart_cover"] },
  snapshot: { tag: "Snapshot", sentIfChanged: ["snapshot"] },
  speech_recognition: { tag: "SpeechRecognition", sentIfChanged: ["speech_recognition"] },
  super_resolution: { tag: "SuperResolution", sentIfChanged: ["enable_scale_up", "version"] },
  transcode: {
    tag: "Transcode",
    sentIfChanged: ["video", "time_interval", "audio", "trans_config", "audio_mix"],
  },
  transcode_pro: {
    tag: "TranscodePro",
    sentIfChanged: ["video", "time_interval", "audio"],
    neverUpdated: ["trans_config"],
    unreadVideoMembers: ["interlaced"],
  },
  tts: { tag: "Tts", sentIfChanged: ["mode", "codec", "voice_type", "volume", "speed"] },
  video_montage: { tag: "VideoMontage", sentIfChanged: ["audio", "video", "audio_mix"] },
  video_process: { tag: "VideoProcess" },
  voice_separate: { tag: "VoiceSeparate", sentIfChanged: ["audio_config"] },
  watermark: { tag: "Watermark", sentIfChanged: ["watermark"] },
};

/** Kinds by resource type. */
export const CI_MEDIA_TEMPLATES: Readonly<Record<string, ResourceKind>> = Object.fromEntries(
  Object.entries(TYPES).map(([name, type]) => [`tencentcloud_ci_media_${name}_template`, kindOf(type)]),
);

/** A template of CI. The provider takes bucket and template from the id, so it ignores a change of bucket. */
function kindOf({
  tag,
  sentIfChanged = [],
  neverUpdated = [],
  unreadVideoMembers: unreadOfVideo = [],
}: TemplateType): ResourceKind {
  return {
    create(attributes, context) {
      return asApiErrors(() => {
        const bucket = context.buckets.get(text(attributes, "bucket"), context.region);
        const template = createTemplate(bucket, requestOf(tag, attributes), context.clock.timestamp());
        const { TemplateId: templateId, CreateTime: create_time, UpdateTime: update_time } = template;
        const times: Attributes = tag === "Snapshot" ? { template_id: templateId, create_time, update_time } : {};
        return { id: `${bucket.name}#${templateId}`, ...times };
      });
    },

    // The provider fails if the template is missing.
    read({ id, attributes }, context): Attributes {
      const { bucket, templateId } = templateRefOf(id, context);
      if (!bucket?.templates.has(templateId)) {
        throw new ApiError("ResourceNotFound", `resource \`track\` ${id} does not exist`);
      }
      if (unreadOfVideo.length === 0) return { bucket: bucket.name };
      const videos = (attributes["video"] ?? []) as readonly Attributes[];
      const unreadValues = Object.fromEntries(unreadOfVideo.map((name) => [name, ""]));
      return { bucket: bucket.name, video: videos.map((video) => ({ ...video, ...unreadValues })) };
    },

    update(attributes, prior, context) {
      return asApiErrors(() => {
        const { bucket, templateId } = templateRefOf(prior.id, context);
        const isSame = (name: string): boolean =>
          JSON.stringify(attributes[name] ?? null) === JSON.stringify(prior.attributes[name] ?? null);
        const unsent = [...neverUpdated, ...sentIfChanged.filter(isSame)];
        const sent = Object.fromEntries(Object.entries(attributes).filter(([name]) => !unsent.includes(name)));
        updateTemplate(bucket!, templateId, requestOf(tag, sent), context.clock.timestamp());
        return {};
      });
    },

    delete({ id }, context) {
      const { bucket, templateId } = templateRefOf(id, context);
      bucket?.templates.delete(templateId);
      return Promise.resolve();
    },
  };
}

function templateRefOf(id: string, { buckets }: KindContext) {
  const [name = "", templateId = ""] = id.split("#");
  return { bucket: buckets.find(name), templateId };
}

/** Converts CI's refusal to an error of API 3.0. */
function asApiErrors(call: () => Attributes): Promise<Attributes> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error instanceof ServiceError ? new ApiError(error.code, error.message) : (error as Error));
  }
}

/** Attributes that are not contents. */
const NOT_CONTENTS = ["id", "bucket", "name", "template_id", "create_time", "update_time"];

function requestOf(tag: string, attributes: Attributes): TemplateRequest {
  const contents = Object.entries(attributes).filter(([name]) => !NOT_CONTENTS.includes(name));
  return { tag, name: text(attributes, "name"), contents: elementOf(Object.fromEntries(contents)) };
}

/** CI's form of attributes: other names, without unset values. */
function elementOf(attributes: Attributes): XmlElement {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => [elementName(name), elementValue(value)]),
  );
}

function elementValue(value: Json): XmlValue {
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const elements = (value as Attributes[]).map(elementOf);
  return elements.length === 1 ? elements[0]! : elements;
}

function elementName(attribute: string): string {
  if (attribute === "ci_param") return "CIParam";
  if (attribute === "audio_mix") return "AudioMixArray";
  return attribute.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
