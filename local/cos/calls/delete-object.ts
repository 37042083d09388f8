import type { Call } from "../../http/call";

/** Deletes an object; a missing one is no error. */
export const deleteObject: Call = {
  host: "cos",
  method: "DELETE",
  path: /^\/(.+)$/s,
  run({ bucket, params: [key], notifications }) {
    const object = bucket.objects.get(key!);
    if (bucket.objects.delete(key!)) notifications.onEvent("cos:ObjectRemove:Delete", bucket, key!, object);
    return { status: 204 };
  },
};
