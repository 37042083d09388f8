import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Call } from "../../http/call";
import type { CosHeader } from "../../ci/model";
import { ServiceError } from "../../http/errors";

const META = "x-cos-meta-";

/** Stores an object, then starts the workflows that wait for it. */
export const putObject: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/(.+)$/s,
  run({ bucket, request, params: [key], clock, executions }) {
    checkMd5(request.body, request.headers["content-md5"]);
    const metadata = metadataOf(request.headers);
    const contentType = request.headers["content-type"];
    const object = bucket.put(key!, { body: request.body, now: clock.now(), contentType, metadata });
    executions.onUpload(bucket, key!, cosHeaders(metadata));
    return { status: 200, headers: { etag: object.etag } };
  },
};

function metadataOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(META))
      .map(([name, value]) => [name, String(value)]),
  );
}

/** What a workflow's callbacks carry of the upload that started it. */
function cosHeaders(metadata: Readonly<Record<string, string>>): CosHeader[] {
  return [
    { Key: "EventName", Value: "cos:ObjectCreated:Put" },
    ...Object.entries(metadata).map(([Key, Value]) => ({ Key, Value })),
  ];
}

function checkMd5(body: Buffer, expected: string | string[] | undefined): void {
  if (expected === undefined || expected === createHash("md5").update(body).digest("base64")) return;
  throw new ServiceError(400, "InvalidDigest", "Content-MD5 must be the base64 MD5 of the body");
}
