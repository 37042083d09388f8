import { INBOX } from "./names";

/**
 * Names of the inbox's objects in a COS event. The key in such an event follows the account and the bucket, and the
 * pages do not say whether it is percent-encoded; neither affects the inbox's names.
 *
 * @returns `undefined` if the event is not from COS
 * @see https://cloud.tencent.com/document/product/583/9707
 */
export function namesInEvent(event: unknown, prefix: string): string[] | undefined {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  if (!Array.isArray(records)) return undefined;
  const keys = records.map((record: { cos?: { cosObject?: { key?: unknown } } } | null) => record?.cos?.cosObject?.key);
  if (keys.some((key) => typeof key !== "string")) return undefined;
  return (keys as string[]).map((key) => nameOf(decoded(key), prefix)).filter((name) => name !== undefined);
}

function nameOf(key: string, prefix: string): string | undefined {
  const path = `/${prefix}${INBOX}`;
  const at = `/${key}`.lastIndexOf(path);
  return at < 0 ? undefined : `/${key}`.slice(at + 1 + prefix.length);
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
