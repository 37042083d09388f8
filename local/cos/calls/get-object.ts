import type { Bucket } from "../bucket";
import type { StoredObject } from "../objects";
import type { Call } from "../../http/call";
import { ServiceError } from "../../http/errors";

export const getObject: Call = read("GET");
export const headObject: Call = read("HEAD");

function read(method: "GET" | "HEAD"): Call {
  return {
    host: "cos",
    method,
    path: /^\/(.+)$/s,
    actions: [method === "GET" ? "name/cos:GetObject" : "name/cos:HeadObject"],
    run({ bucket, params: [key] }) {
      const { body, contentType, etag, lastModified, metadata } = requireObject(bucket, key!);
      const headers = { ...metadata, "content-type": contentType, etag, "last-modified": lastModified.toUTCString() };
      return { status: 200, headers, body };
    },
  };
}

function requireObject(bucket: Bucket, key: string): StoredObject {
  const object = bucket.objects.get(key);
  if (!object) throw new ServiceError(404, "NoSuchKey", `object ${key} does not exist in bucket ${bucket.name}`);
  return object;
}
