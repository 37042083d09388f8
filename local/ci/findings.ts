/**
 * Simulated results of jobs, in the containers that the documentation shows for their tag. All values are invented,
 * except checksums, which are those of the input.
 *
 * @see https://cloud.tencent.com/document/product/460/94311 and its neighbours, one page for each tag
 */
import { createHash } from "node:crypto";
import { childOf, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import type { Finding } from "./finding";
import { randomCount } from "./random";
import type { Random } from "./random";
import { recognitions } from "./recognition";

const MIN_SHOTS = 3;
const MAX_SHOTS = 10;

/** By tag. Jobs with other tags have no result containers, but may have produced objects. */
export const findings: Readonly<Record<string, Finding>> = {
  ...recognitions,
  DocProcess: ({ outputs, operation }) => ({
    DocProcessResult: {
      FailPageCount: "0",
      SuccPageCount: String(outputs.length),
      TotalPageCount: String(outputs.length),
      TgtType: textOf(childOf(operation, "DocProcess"), "TgtType") ?? "jpg",
      PageInfo: outputs.map((key, index) => ({ PageNo: String(index + 1), TgtUri: key })),
    },
  }),
  DocWatermark: ({ random, body }) => ({
    DocWatermarkResult: {
      Size: String(body.length),
      TotalPageCount: randomCount(random, 20),
      Etag: quoted(hash("md5", body)),
    },
  }),
  ExtractDigitalWatermark: () => ({
    ExtractDigitalWatermark: { Message: "123456789ab", Type: "Text", Version: "V1" },
  }),
  FileCompress: ({ bucket, outputs, random }) => ({
    FileCompressResult: {
      Bucket: bucket.name,
      Region: bucket.region,
      Object: outputs[0],
      CompressFileCount: randomCount(random, 20),
      ErrorCount: "0",
    },
  }),
  FileHashCode: ({ body }) => ({
    FileHashCodeResult: {
      MD5: hash("md5", body),
      SHA1: hash("sha1", body),
      SHA256: hash("sha256", body),
      FileSize: String(body.length),
      Etag: quoted(hash("md5", body)),
    },
  }),
  FileUncompress: ({ bucket, random }) => ({
    FileUncompressResult: {
      Bucket: bucket.name,
      Region: bucket.region,
      FileCount: "1",
      FileList: { IsTruncated: "false", Contents: { Key: "unpacked/file-1.txt", FileSize: randomCount(random, 2000) } },
    },
  }),
  ImageInspect: ({ object, body }) => ({
    ImageInspectResult: {
      State: "Success",
      Code: "Success",
      Message: "",
      InputObjectName: object,
      ProcessResult: { PicSize: String(body.length), PicType: "jpeg", Suspicious: "false" },
    },
  }),
  PicProcess: ({ object, outputs, body }) => ({
    PicProcessResult: outputs.map((key) => ({
      ObjectName: object,
      Code: "Success",
      State: "Success",
      Message: "",
      OriginalInfo: {
        Key: object,
        ETag: quoted(hash("md5", body)),
        ImageInfo: { Format: "JPEG", Width: "1024", Height: "768" },
      },
      ProcessResult: {
        Key: key,
        Format: "JPEG",
        Width: "512",
        Height: "384",
        Size: "48213",
        Quality: "90",
        ETag: quoted(hash("md5", key)),
      },
    })),
  }),
  SplitVideoParts: ({ random }) => ({ SplitVideoInfoResult: { TimeInfo: shots(random) } }),
};

/** Consecutive time ranges from zero, in seconds with six decimals as CI writes them. */
function shots(random: Random): XmlElement[] {
  const number = MIN_SHOTS + Math.floor(random() * (MAX_SHOTS - MIN_SHOTS + 1));
  let begin = 0;
  return Array.from({ length: number }, (_, index) => {
    const end = begin + 0.8 + random() * 12;
    const shot = { Index: String(index), PartBegin: begin.toFixed(6), PartEnd: end.toFixed(6) };
    begin = Number(end.toFixed(6));
    return shot;
  });
}

function hash(algorithm: string, content: string | Uint8Array): string {
  return createHash(algorithm).update(content).digest("hex");
}

function quoted(etag: string): string {
  return `"${etag}"`;
}
