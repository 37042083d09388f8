import type { BucketAddress } from "../../api/hosts";

/**
 * Keys in an event of COS, each with its possible readings. A key in an event follows account and bucket,
 * and the pages do not say whether it is percent-encoded. The bucket decides which reading is right.
 *
 * @returns `undefined` if the event is not an event of COS
 * @see https://cloud.tencent.com/document/product/583/9707
 */
export function keysInEvent(event: unknown, { bucket }: BucketAddress): string[][] | undefined {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  if (!Array.isArray(records)) return undefined;
  const keys = records.map((record: { cos?: { cosObject?: { key?: unknown } } } | null) => record?.cos?.cosObject?.key);
  if (keys.some((key) => typeof key !== "string")) return undefined;
  const dash = bucket.lastIndexOf("-");
  const front = `/${bucket.slice(dash + 1)}/${bucket.slice(0, dash)}/`;
  return (keys as string[]).map((full) => {
    const key = full.startsWith(front) ? full.slice(front.length) : full.replace(/^\//, "");
    return [...new Set([key, decoded(key)])];
  });
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
