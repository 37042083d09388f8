/**
 * Objects of a bucket. A success status alone proves nothing: proxies and COS's own front end may answer 200 with an
 * error document, or with a part of the object.
 *
 * @see https://cloud.tencent.com/document/product/436/7749
 */
import type { CiClient } from "./client";
import { digest } from "./digest";
import { CiApiError } from "./errors";
import { cosHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import type { HttpResponse } from "./transport";
import { childrenOf, textOf } from "./xml";

export interface PutObjectOptions {
  readonly contentType?: string;
  /** Refuses to replace an existing object. @default false */
  readonly forbidOverwrite?: boolean;
  readonly signal?: AbortSignal;
}

export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
}

/** A page of a list. */
export interface ObjectPage {
  readonly objects: readonly ObjectSummary[];
  /** Token of the next page; undefined on the last page. A page may be empty without being the last. */
  readonly next?: string;
}

/**
 * Writes an object. Returns false if `forbidOverwrite` kept an existing object, which may be one that an earlier
 * attempt of this call wrote before its answer was lost. COS compares the content that arrives with `Content-MD5`.
 */
export async function putObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  body: string | Uint8Array,
  { contentType = "application/octet-stream", forbidOverwrite = false, signal }: PutObjectOptions = {},
): Promise<boolean> {
  const headers = {
    "content-type": contentType,
    "content-md5": digest("md5", body, "base64"),
    ...(forbidOverwrite && { "x-cos-forbid-overwrite": "true" }),
  };
  const call = { method: "PUT", host: cosHost(bucket), path: `/${key}`, headers, body, signal } as const;
  try {
    await client.request({ ...call, fault: faultOfPut });
    return true;
  } catch (error) {
    // Any other conflict is a failure: taking it for an existing object would lose the content.
    if (forbidOverwrite && error instanceof CiApiError && error.code === "FileAlreadyExists") return false;
    throw error;
  }
}

/** The content of an object; undefined if there is none. */
export async function getObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  const call = { method: "GET", host: cosHost(bucket), path: `/${key}`, signal } as const;
  try {
    return (await client.request({ ...call, fault: faultOfGet })).body;
  } catch (error) {
    if (error instanceof CiApiError && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}

/** COS answers every stored object with an ETag. */
function faultOfPut({ status, headers }: HttpResponse): string | undefined {
  return status === 200 && headers.etag ? undefined : "the answer has no ETag";
}

function faultOfHead({ status, headers }: HttpResponse): string | undefined {
  return status === 200 && headers.etag ? undefined : "the answer has no ETag";
}

/** The length or the chunk encoding marks the end of the content; Node reports a body that ends early. */
function faultOfGet({ status, headers }: HttpResponse): string | undefined {
  if (status !== 200) return "the answer is not the whole object";
  const isDelimited = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return isDelimited ? undefined : "the answer does not say where the object ends";
}

/** COS documents 204; some servers with COS's protocol answer 200 with an empty body. */
function faultOfDelete({ status, body }: HttpResponse): string | undefined {
  return status === 204 || (status === 200 && body.length === 0) ? undefined : "the answer is not 204";
}

/** The values that identify a version of an object. */
export interface ObjectVersion {
  readonly etag: string;
  /** As COS writes it, with a precision of one second. */
  readonly lastModified: string;
  /** "" in a bucket that never had versioning. */
  readonly versionId: string;
}

/** The current version of an object; undefined if there is no such object. */
export async function headObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<ObjectVersion | undefined> {
  try {
    const call = { method: "HEAD", host: cosHost(bucket), path: `/${key}`, signal } as const;
    const { headers } = await client.request({ ...call, fault: faultOfHead });
    const text = (name: string): string => String(headers[name] ?? "");
    return { etag: text("etag"), lastModified: text("last-modified"), versionId: text("x-cos-version-id") };
  } catch (error) {
    if (error instanceof CiApiError && error.status === 404) return undefined; // an answer to HEAD has no body, so there is no error code
    throw error;
  }
}

/** Removes an object. Does nothing if there is none. */
export async function deleteObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  const call = { method: "DELETE", host: cosHost(bucket), path: `/${key}`, signal } as const;
  await client.request({ ...call, fault: faultOfDelete });
}

/** Objects whose key begins with a prefix, in the order of their keys. `limit` is at most 1000. */
export async function listObjects(
  client: CiClient,
  bucket: BucketAddress,
  { prefix = "", marker = "", limit = 1000 }: { prefix?: string; marker?: string; limit?: number } = {},
  signal?: AbortSignal,
): Promise<ObjectPage> {
  const answer = await client.requestXml({
    method: "GET",
    host: cosHost(bucket),
    path: "/",
    query: { prefix: prefix || undefined, marker: marker || undefined, "max-keys": String(limit) },
    lists: ["Contents"],
    answerRoot: "ListBucketResult",
    fault: ({ body }) => (body.includes("<ListBucketResult") ? undefined : "the answer is no list of objects"),
    signal,
  });
  const objects = childrenOf(answer, "Contents").map((item) => ({
    key: textOf(item, "Key"),
    size: Number(textOf(item, "Size")),
    lastModified: new Date(textOf(item, "LastModified")),
  }));
  const isLast = textOf(answer, "IsTruncated").trim() !== "true";
  return { objects, next: isLast ? undefined : textOf(answer, "NextMarker") || objects.at(-1)?.key };
}
