import type { Call } from "../../http/call";
import { buildXml } from "../../http/xml";

/**
 * Versions of objects. The local cloud only stores the newest one, with the id that COS returns without versioning.
 *
 * @see https://cloud.tencent.com/document/product/436/35521
 */
export const listVersions: Call = {
  host: "cos",
  method: "GET",
  path: /^\/$/,
  action: "versions",
  actions: ["name/cos:GetBucketObjectVersions"],
  run({ bucket }) {
    const content = {
      Name: bucket.name,
      IsTruncated: "false",
      Version: [...bucket.objects].map(([Key, { body, etag, lastModified }]) => ({
        Key,
        VersionId: "null",
        IsLatest: "true",
        ETag: etag,
        Size: String(body.length),
        LastModified: lastModified.toISOString(),
        StorageClass: "STANDARD",
      })),
    };
    const body = buildXml("ListVersionsResult", content, { declaration: true });
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  },
};
