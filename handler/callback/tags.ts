import type { Infer } from "./shape";
import { fields, list, texts } from "./shape";

/** `{ Key, Value }`: a header of the upload that started a workflow. */
export const cosHeader = fields(texts("Key", "Value"));

/** Fields of `Operation` that any job may have. */
const common = {
  ...texts("UserData", "JobLevel", "TemplateId", "TemplateName"),
  Output: fields(texts("Bucket", "Region", "Object")),
};

/**
 * The fields of `Operation` by tag: a new tag is a new line here, and nothing else.
 *
 * @see https://cloud.tencent.com/document/product/460/94311
 */
export const tagFields = {
  SplitVideoParts: {
    SplitVideoParts: fields(texts("Mode")),
    SplitVideoInfoResult: fields({ TimeInfo: list(fields(texts("Index", "PartBegin", "PartEnd"))) }),
  },
} as const;

/** A job type whose `operation` is typed. */
export type KnownTag = keyof typeof tagFields;

/** Content of `Operation` for a tag. */
export type OperationOf<Tag extends KnownTag> = Infer<
  ReturnType<typeof fields<typeof common & (typeof tagFields)[Tag]>>
>;

/**
 * Shape of `Operation` whatever the tag: containers are named alike in all tags that have them, so a tag that is not in
 * the table has its known containers shaped too.
 */
export const operation = fields({ ...common, ...Object.assign({}, ...Object.values(tagFields)) });
