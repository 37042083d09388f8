import { Fn } from "cdktf";
import { isKnown } from "../../validation/check";
import { operand } from "../../terraform/operand";
import { flag, group, integer, list, matching, oneOf, optional, required, text } from "../../operations/fields";
import { jobType } from "../job-type";
import * as container from "../../operations/containers";

const { output, outputLocation } = container;

/** A boolean that CI writes as a number. */
const digitFlag = optional<boolean>((scope, subject, value) => {
  const state = flag.render(scope, subject, value);
  return isKnown(state)
    ? String(Number(state === "true"))
    : (Fn.conditional(typeof state === "string" ? operand(state) : state, "1", "0") as unknown);
});

const docWatermark = {
  srcType: text,
  type: integer(0, 1),
  image: text,
  dx: integer(0, 4096),
  dy: integer(0, 4096),
  batch: digitFlag,
  horizontalSpacing: integer(0, 4096, "pixels"),
  verticalSpacing: integer(0, 4096, "pixels"),
};

/** Jobs on documents and on files of any kind. */
export const documentJobs = {
  /** Converts a document to pictures, text or PDF. Pictures need `${Page}` in their name. */
  docProcess: jobType("DocProcess", {
    operation: { output },
    parameters: {
      srcType: text,
      tgtType: required(text),
      sheetId: integer(0, 10_000),
      startPage: integer(1, 100_000),
      endPage: integer(-1, 100_000),
      imageParams: text,
      docPassword: text,
      comments: digitFlag,
      paperDirection: integer(0, 1),
      quality: integer(1, 100, "percent"),
      zoom: integer(10, 200, "percent"),
      paperSize: integer(0, 1),
      imageDpi: integer(96, 600, "dpi"),
      picPagination: digitFlag,
      docWatermark: group(docWatermark),
    },
  }),

  /** Adds a watermark to a document. */
  docWatermark: jobType("DocWatermark", { operation: { output }, parameters: docWatermark }),

  /** Marks a document as AI-generated. */
  docAigcMetadata: jobType("DocAIGCMetadata", {
    operation: { output },
    parameters: { aigcMetadata: required(container.aigcMetadata) },
  }),

  /** Computes the hash of a file. */
  fileHashCode: jobType("FileHashCode", {
    parameters: { type: required(oneOf("MD5", "SHA1", "SHA256")), addToHeader: flag },
    container: "FileHashCodeConfig",
  }),

  /** Decompresses an archive. */
  fileUncompress: jobType("FileUncompress", {
    operation: { output: outputLocation },
    parameters: {
      prefix: required(matching(/^[^/]/, 'not be empty and not start with "/"')),
      prefixReplaced: integer(0, 2),
      unCompressKey: text,
      mode: text,
      downloadConfig: group({ prefix: text, key: list(text, 1000) }),
    },
    container: "FileUncompressConfig",
  }),

  /** Compresses the files of its lists into an archive. */
  fileCompress: jobType("FileCompress", {
    operation: { output },
    parameters: {
      flatten: digitFlag,
      format: required(oneOf("zip", "tar", "tar.gz")),
      urlList: text,
      prefix: text,
      key: list(text, 1000),
      keyConfig: list(group({ key: required(text), folder: text, rename: text, imageParams: text }), 1000),
      type: text,
      compressKey: text,
      ignoreError: flag,
    },
    container: "FileCompressConfig",
    readsUpload: false,
  }),
};
