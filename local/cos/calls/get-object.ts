import type { Bucket } from "../bucket";
import type { StoredObject } from "../objects";
import type { Call } from "../../http/call";
import { ServiceError } from "../../http/errors";
import { rangeReply } from "../../http/range";

/** @see https://cloud.tencent.com/document/product/436/7753 GetObject and its Range header */
export const getObject: Call = readCall("GET");
export const headObject: Call = readCall("HEAD");

function readCall(method: "GET" | "HEAD"): Call {
  return {
    host: "cos",
    method,
    path: /^\/(.+)$/s,
    actions: [method === "GET" ? "name/cos:GetObject" : "name/cos:HeadObject"],
    run({ bucket, params: [key], request }) {
      const { body, contentType, etag, lastModified, metadata } = requireObject(bucket, key!);
      const properties = {
        ...metadata,
        "content-type": contentType,
        etag,
        "last-modified": lastModified.toUTCString(),
      };
      const reply = rangeReply(method === "GET" ? request.headers : {}, body, properties);
      if (reply) return reply;
      throw new ServiceError(416, "InvalidRange", `the range must begin inside the object's ${body.length} bytes`);
    },
  };
}

function requireObject(bucket: Bucket, key: string): StoredObject {
  const object = bucket.objects.get(key);
  if (!object) throw new ServiceError(404, "NoSuchKey", `object ${key} does not exist in bucket ${bucket.name}`);
  return object;
}
