import type { Call } from "../../http/call";
import { buildXml, parseXml, textOf } from "../../http/xml";
import type { XmlElement } from "../../http/xml";
import { removeObject } from "../upload";

/** Deletes many objects; a missing one is not an error. @see https://cloud.tencent.com/document/product/436/8289 */
export const deleteObjects: Call = {
  host: "cos",
  method: "POST",
  path: /^\/$/,
  action: "delete",
  actions: ["name/cos:DeleteMultipleObjects"],
  run({ bucket, request, notifications }) {
    const parsed = parseXml(request.body, "Delete");
    const keys = [parsed["Object"] ?? []].flat().map((object) => textOf(object as XmlElement, "Key") ?? "");
    for (const key of keys) removeObject(bucket, key, { notifications });
    const Deleted = textOf(parsed, "Quiet") === "true" ? [] : keys.map((Key) => ({ Key }));
    const body = buildXml("DeleteResult", { Deleted }, { declaration: true });
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  },
};
