import type { Call } from "../../http/call";
import { removeObject } from "../upload";

/** Deletes an object. Does nothing if there is none. */
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
