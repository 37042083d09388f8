import type { XmlElement } from "../http/xml";
import type { FinishedJob } from "./finding";

/** The objects that a task of a workflow run produced, in CI's form. */
export function resultInfo(bucket: FinishedJob["bucket"], outputs: readonly string[], input: string): XmlElement {
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
