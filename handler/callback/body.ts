import { cosHeader } from "./containers";
import { detection } from "./recognition";
import type { FieldsShape, Infer } from "./shape";
import { fields, leaves, list, texts } from "./shape";
import { operation } from "./tags";

const workflow = leaves<"RunId" | "WorkflowId" | "WorkflowName" | "Name">();

/** A member of `JobsDetail` without `Operation`, whose type depends on the tag. */
const detail = {
  ...texts<"JobId" | "Tag" | "SubTag" | "State" | "Code" | "Message" | "Progress">(),
  ...texts<"CreationTime" | "StartTime" | "EndTime" | "QueueId" | "QueueType">(),
  Input: fields({
    // `Bucket` in jobs on files; the languages in translations.
    ...texts<"BucketId" | "Bucket" | "Region" | "Object" | "Url" | "Lang" | "Type" | "BasicType">(),
    Vod: leaves<"FileId" | "SubAppId">(),
    CosHeaders: list(cosHeader),
  }),
  Workflow: list(workflow), // a list in the vendor's Go SDK
};

/** A member of `JobsDetail`, by the vendor's names. Fields that no page documents are kept as they come. */
export type JobDetail = Infer<FieldsShape<typeof detail>> & { readonly [name: string]: unknown };

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
    JobsDetail: list(fields({ ...detail, Operation: operation })),
    Workflow: list(workflow), // the tables' place for it; the samples have it in JobsDetail
    WorkflowExecution: fields({ CosHeaders: list(cosHeader), Tasks: list(fields({ ResultInfo: resultInfo })) }),
  }),
  lists: [],
};
