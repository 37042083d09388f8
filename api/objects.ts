/**
 * Objects of a bucket.
 *
 * @see https://cloud.tencent.com/document/product/436/7749
 */
import type { CiClient } from "./client";
import { CiApiError } from "./errors";
import { cosHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { childrenOf, textOf } from "./xml";

export interface PutObjectOptions {
  readonly contentType?: string;
  /** Refuse to replace an object that is there already. @default false */
  readonly forbidOverwrite?: boolean;
  readonly signal?: AbortSignal;
}

export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
}

/**
 * Writes an object. False when `forbidOverwrite` kept an object that was there, which may be the one that an earlier try
 * of this very call wrote before its answer was lost.
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
    ...(forbidOverwrite && { "x-cos-forbid-overwrite": "true" }),
  };
  try {
    await client.request({ method: "PUT", host: cosHost(bucket), path: `/${key}`, headers, body, signal });
    return true;
  } catch (error) {
    // Another conflict is a failure: whoever took it for this one would believe that the object is there.
    if (forbidOverwrite && error instanceof CiApiError && error.code === "FileAlreadyExists") return false;
    throw error;
  }
}

/** An object's content; undefined when there is none. */
export async function getObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    return (await client.request({ method: "GET", host: cosHost(bucket), path: `/${key}`, signal })).body;
  } catch (error) {
    if (error instanceof CiApiError && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}

/** What tells one version of an object from another. */
export interface ObjectVersion {
  readonly etag: string;
  /** As COS writes it, to the second. */
  readonly lastModified: string;
  /** "" on a bucket that never had versioning. */
  readonly versionId: string;
}

/** An object's current version; undefined when there is no such object. */
export async function headObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<ObjectVersion | undefined> {
  try {
    const { headers } = await client.request({ method: "HEAD", host: cosHost(bucket), path: `/${key}`, signal });
    const text = (name: string): string => String(headers[name] ?? "");
    return { etag: text("etag"), lastModified: text("last-modified"), versionId: text("x-cos-version-id") };
  } catch (error) {
    if (error instanceof CiApiError && error.status === 404) return undefined; // no body, and so no code
    throw error;
  }
}

/** Removes an object; it need not exist. */
export async function deleteObject(
  client: CiClient,
  bucket: BucketAddress,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  await client.request({ method: "DELETE", host: cosHost(bucket), path: `/${key}`, signal });
}

/** Objects whose key begins with a prefix, in the order of their keys; `limit` is at most 1000. */
export async function listObjects(
  client: CiClient,
  bucket: BucketAddress,
  { prefix = "", marker = "", limit = 1000 }: { prefix?: string; marker?: string; limit?: number } = {},
  signal?: AbortSignal,
): Promise<ObjectSummary[]> {
  const answer = await client.requestXml({
    method: "GET",
    host: cosHost(bucket),
    path: "/",
    query: { prefix: prefix || undefined, marker: marker || undefined, "max-keys": String(limit) },
    lists: ["Contents"],
    answerRoot: "ListBucketResult",
    signal,
  });
  return childrenOf(answer, "Contents").map((item) => ({
    key: textOf(item, "Key"),
    size: Number(textOf(item, "Size")),
    lastModified: new Date(textOf(item, "LastModified")),
  }));
}
