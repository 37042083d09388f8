import type { CosHeader } from "../ci/model";
import type { ObjectServices } from "../http/call";
import type { Bucket } from "./bucket";
import type { StoredObject } from "./objects";

/** Content and properties of an upload. */
export interface Upload {
  readonly body: Buffer;
  /** @default "application/octet-stream" */
  readonly contentType?: string;
  /** `x-cos-meta-*` headers. @default - none */
  readonly metadata?: StoredObject["metadata"];
}

/** Stores an object, then starts the workflows and functions that match it. Every upload of a client uses this. */
export function uploadObject(
  bucket: Bucket,
  key: string,
  { body, contentType, metadata = {} }: Upload,
  { clock, executions, notifications }: Pick<ObjectServices, "clock" | "executions" | "notifications">,
): StoredObject {
  const object = bucket.put(key, { body, contentType, metadata, now: clock.now() });
  notifications.onEvent("cos:ObjectCreated:Put", bucket, key, object);
  executions.onUpload(bucket, key, cosHeaders(metadata));
  return object;
}

/** Removes an object, then reports the event. Does nothing if there is none. */
export function removeObject(
  bucket: Bucket,
  key: string,
  { notifications }: Pick<ObjectServices, "notifications">,
): void {
  const object = bucket.objects.get(key);
  if (bucket.objects.delete(key)) notifications.onEvent("cos:ObjectRemove:Delete", bucket, key, object);
}

/** Upload headers that the workflow's callbacks contain. */
function cosHeaders(metadata: StoredObject["metadata"]): CosHeader[] {
  return [
    { Key: "EventName", Value: "cos:ObjectCreated:Put" },
    ...Object.entries(metadata).map(([Key, Value]) => ({ Key, Value })),
  ];
}
