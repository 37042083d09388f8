import type { Call } from "../../http/call";

/** Deletes an object; a missing one is no error. */
export const deleteObject: Call = {
  host: "cos",
  method: "DELETE",
  path: /^\/(.+)$/s,
  run({ bucket, params: [key] }) {
    bucket.objects.delete(key!);
    return { status: 204 };
  },
};
