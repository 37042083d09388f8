import type { Call } from "../../http/call";
import { removeObject } from "../upload";

/** Deletes an object; a missing one is no error. */
export const deleteObject: Call = {
  host: "cos",
  method: "DELETE",
  path: /^\/(.+)$/s,
  actions: ["name/cos:DeleteObject"],
  run({ bucket, params: [key], notifications }) {
    removeObject(bucket, key!, { notifications });
    return { status: 204 };
  },
};
