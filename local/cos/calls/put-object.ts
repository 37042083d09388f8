import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "../../http/call";
import { ServiceError } from "../../http/errors";
import { uploadObject } from "../upload";

const META = "x-cos-meta-";

export const putObject: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/(.+)$/s,
  actions: ["name/cos:PutObject"],
  run({ bucket, request: { body, headers }, params: [key], ...services }) {
    checkMd5(body, headers["content-md5"]);
    if (headers["x-cos-forbid-overwrite"] === "true" && !bucket.versioned && bucket.objects.has(key!)) {
      throw new ServiceError(409, "FileAlreadyExists", `object ${key} exists in bucket ${bucket.name}`);
    }
    const upload = { body, contentType: headers["content-type"], metadata: metadataOf(headers) };
    const { etag } = uploadObject(bucket, key!, upload, services);
    return { status: 200, headers: { etag } };
  },
};

function metadataOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(META))
      .map(([name, value]) => [name, String(value)]),
  );
}

function checkMd5(body: Buffer, expected: string | string[] | undefined): void {
  if (expected === undefined || expected === createHash("md5").update(body).digest("base64")) return;
  throw new ServiceError(400, "InvalidDigest", "Content-MD5 must be the base64 MD5 of the body");
}
