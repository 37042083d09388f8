/** Templates of a bucket. Jobs ignore their content. */
import { isKnownTag } from "../../api/job-types";
import type { JobTag } from "../../api/job-types";
import type { Bucket } from "../cos/bucket";
import { invalidArgument, resourceNotFound } from "../http/errors";
import type { XmlElement } from "../http/xml";
import { ciId } from "../ids";
import { jobFamily } from "./job-kinds";
import type { Template } from "./model";

const NAME = /^[\p{Script=Han}A-Za-z0-9_*-]{1,64}$/u;

/**
 * Element of an answer that holds the contents, by type; requests of these types have the contents at their root.
 * Requests of other types have the same element as answers.
 *
 * @see https://github.com/tencentyun/cos-go-sdk-v5/blob/master/ci_media.go
 */
const ANSWER_ELEMENTS: Readonly<Partial<Record<JobTag, string>>> = {
  Animation: "Animation",
  SuperResolution: "SuperResolution",
  Transcode: "TransTpl",
  TranscodePro: "TransProTpl",
  Tts: "TtsTpl",
  VideoMontage: "VideoMontage",
  VideoProcess: "VideoProcess",
  VoiceSeparate: "VoiceSeparate",
};

/** The template in a request. */
export interface TemplateRequest {
  readonly tag: string;
  readonly name: string;
  /** The members of the request beside tag and name. */
  readonly contents: XmlElement;
}

/** Creates a template. The pages do not say whether names must be unique; here they need not be. */
export function createTemplate(bucket: Bucket, request: TemplateRequest, time: string): Template {
  const tag = checkedTag(request);
  bucket.requireService(jobFamily(tag));
  const { name, contents } = request;
  const template: Template = {
    ...{ TemplateId: ciId("t"), Tag: tag, Name: name, BucketId: bucket.name, Category: "Custom" },
    ...{ CreateTime: time, UpdateTime: time, contents },
  };
  bucket.templates.set(template.TemplateId, template);
  return template;
}

/** Replaces name and contents: omitted members are removed. */
export function updateTemplate(bucket: Bucket, id: string, request: TemplateRequest, time: string): Template {
  const template = requireTemplate(bucket, id);
  const tag = checkedTag(request);
  if (tag !== template.Tag) throw invalidArgument(`Tag must be ${template.Tag} as before (got ${tag})`);
  return Object.assign(template, { Name: request.name, contents: request.contents, UpdateTime: time });
}

export function requireTemplate(bucket: Bucket, id: string): Template {
  const template = bucket.templates.get(id);
  if (!template) throw resourceNotFound(`template ${id} does not exist in bucket ${bucket.name}`);
  return template;
}

/** A template as CI answers it: its type is called `Code` there. */
export function templateElement({ Tag, contents, ...template }: Template): XmlElement {
  const element = ANSWER_ELEMENTS[Tag];
  return { ...template, Code: Tag, ...(element === undefined ? contents : { [element]: contents }) };
}

function checkedTag({ tag, name }: TemplateRequest): JobTag {
  if (!NAME.test(name)) {
    const rule = "1 to 64 Chinese characters, letters, digits, dashes, underscores or asterisks";
    throw invalidArgument(`Name must be ${rule} (got ${name || "nothing"})`);
  }
  if (!isKnownTag(tag)) throw invalidArgument(`Tag must be a job type such as Snapshot (got ${tag || "nothing"})`);
  return tag;
}
