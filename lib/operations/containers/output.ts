import type { MediaTemplate } from "../../media/template";
import { templateId } from "../../media/template";
import { group, list, matching, named, optional, required, text } from "../fields";
import type { Field } from "../fields";

/** CI puts at most this many watermarks on a video. */
export const MAX_WATERMARKS = 3;

/** A template of the bucket: its id or its resource. */
const templateField = optional<MediaTemplate>((scope, subject, value) =>
  text.render(scope, subject, templateId(scope, subject, value)),
);

/** `TemplateId`. */
export const template = named("TemplateId", templateField);

/** `TranscodeTemplateId`, beside parameters of another kind. */
export const transcodeTemplate = named("TranscodeTemplateId", templateField);

/** Watermark templates. */
export const watermarks = named("WatermarkTemplateId", list(templateField, MAX_WATERMARKS));

/** Name of an output object. */
export const objectName = matching(/^[^/]/, 'not be empty and not start with "/"');

/** Output of a job or a node. CI's wildcards, such as `${InputName}` and `${RunId}`, are passed on unchanged. */
export interface OutputOptions {
  /** Name of the output objects. */
  readonly object: string;

  /**
   * Bucket of the output.
   *
   * @default - the bucket of the input
   */
  readonly bucket?: string;

  /**
   * Region of that bucket.
   *
   * @default - the region of the input
   */
  readonly region?: string;
}

const bucketFields = { bucket: text, region: text };

/** Output; bucket and region default to those of the upload. */
export const output: Field<OutputOptions, true> = required(group({ object: required(objectName), ...bucketFields }));

/** Output without a single name; bucket and region default to those of the upload. */
export const outputLocation = named("Output", group(bucketFields));

/** Output with further objects, which have names of their own. */
export function outputWith<More extends Readonly<Record<string, Field<never, false>>>>(more: More) {
  return required(group({ object: required(objectName), ...bucketFields, ...more }));
}
