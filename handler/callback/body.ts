import { cosHeader } from "./containers";
import { detection } from "./recognition";
import type { FieldsShape, Infer } from "./shape";
import { fields, leaves, list, texts } from "./shape";
import { operation } from "./tags";

const job = fields({
  Input: fields({ CosHeaders: list(cosHeader) }),
  Workflow: list(leaves()), // a list in the vendor's Go SDK
  Operation: operation,
});

const resultObject = fields({
  ...texts<"ObjectName" | "ObjectUrl" | "InputObjectName" | "Code" | "Message">(),
  ImageOcrResult: detection,
});

const resultInfo = fields({
  ...texts<"ObjectCount" | "SpriteObjectCount">(),
  ObjectInfo: list(resultObject),
  SpriteObjectInfo: list(resultObject),
});

/** What one task of a workflow produced, by the vendor's names. */
export type TaskResultInfo = Infer<typeof resultInfo>;

/**
 * Shape of a whole job or workflow callback: the content of `<Response>`, or the JSON object. What is there tells the
 * kinds of callback apart, so an absent list stays absent.
 */
export const body: FieldsShape = {
  ...fields({
    JobsDetail: list(job),
    WorkflowExecution: fields({ CosHeaders: list(cosHeader), Tasks: list(fields({ ResultInfo: resultInfo })) }),
  }),
  lists: [],
};
