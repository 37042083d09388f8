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
    // `Bucket` in file jobs; the languages in translation jobs.
    ...texts<"BucketId" | "Bucket" | "Region" | "Object" | "Url" | "Lang" | "Type" | "BasicType">(),
    Vod: leaves<"FileId" | "SubAppId">(),
    CosHeaders: list(cosHeader),
  }),
  Workflow: list(workflow), // a list in the vendor's Go SDK
};

/** A member of `JobsDetail`, with the vendor's field names. Fields that no page documents are kept unchanged. */
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

/** Output of one task of a workflow, with the vendor's field names. */
export type TaskResultInfo = Infer<typeof resultInfo>;

/**
 * Shape of a whole job or workflow callback: the content of `<Response>`, or the JSON object. The members that exist
 * distinguish the kinds of callback, so an absent list stays absent.
 */
export const body: FieldsShape = {
  ...fields({
    JobsDetail: list(fields({ ...detail, Operation: operation })),
    Workflow: list(workflow), // the tables of the pages have it here, their samples in JobsDetail
    WorkflowExecution: fields({ CosHeaders: list(cosHeader), Tasks: list(fields({ ResultInfo: resultInfo })) }),
  }),
  lists: [],
};
