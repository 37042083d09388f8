import type { XmlElement } from "../http/xml";
import type { Subject } from "./finding";

/** What a task of a workflow run tells of the objects that it has written. */
export function resultInfo(bucket: Subject["bucket"], outputs: readonly string[], input: string): XmlElement {
  return {
    ObjectCount: String(outputs.length),
    ObjectInfo: outputs.map((key) => ({
      ObjectName: key,
      ObjectUrl: `https://${bucket.name}.cos.${bucket.region}.myqcloud.com/${key}`,
      InputObjectName: input,
      Code: "Success",
      Message: "",
    })),
  };
}
