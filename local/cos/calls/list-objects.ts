import type { Call } from "../../http/call";
import { invalidArgument } from "../../http/errors";
import { buildXml } from "../../http/xml";

const MAX_KEYS = 1000;

/**
 * Objects of a bucket, in the order of their keys. The real list is eventually consistent; this one is not.
 *
 * @see https://cloud.tencent.com/document/product/436/7734
 */
export const listObjects: Call = {
  host: "cos",
  method: "GET",
  path: /^\/$/,
  actions: ["name/cos:GetBucket"],
  run({ bucket, request: { query } }) {
    const prefix = query.get("prefix") ?? "";
    const marker = query.get("marker") ?? "";
    const limit = maxKeys(query.get("max-keys"));
    const keys = bucket.objects.keysAfter(prefix, marker, limit + 1);
    const page = keys.slice(0, limit);
    const isTruncated = page.length < keys.length;
    const content = {
      Name: bucket.name,
      Prefix: prefix,
      Marker: marker,
      MaxKeys: String(limit),
      IsTruncated: String(isTruncated),
      NextMarker: isTruncated ? page.at(-1) : undefined,
      Contents: page.map((Key) => {
        const { body, etag, lastModified } = bucket.objects.get(Key)!;
        const common = { ETag: etag, Size: String(body.length), StorageClass: "STANDARD" };
        return { Key, LastModified: lastModified.toISOString(), ...common };
      }),
    };
    const body = buildXml("ListBucketResult", content, { declaration: true });
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  },
};

function maxKeys(text: string | null): number {
  if (text === null) return MAX_KEYS;
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number >= 0 && number <= MAX_KEYS) return number;
  throw invalidArgument(`max-keys must be a whole number from 0 to ${MAX_KEYS} (got ${text})`);
}
