import type { FieldsShape, Infer } from "./shape";
import { fields, list, texts } from "./shape";
import { cosHeader, operation } from "./tags";

const job = fields({
  ...texts("Code", "Message", "JobId", "State", "Tag", "SubTag", "Progress", "QueueId", "QueueType"),
  ...texts("CreationTime", "StartTime", "EndTime"),
  Input: fields({ ...texts("BucketId", "Bucket", "Region", "Object", "Url"), CosHeaders: list(cosHeader) }),
  Workflow: list(fields(texts("RunId", "WorkflowId", "WorkflowName", "Name"))), // a list in the vendor's Go SDK
  Operation: operation,
});

const resultObject = fields(texts("ObjectName", "ObjectUrl", "InputObjectName", "Code", "Message"));

const resultInfo = fields({
  ...texts("ObjectCount", "SpriteObjectCount"),
  ObjectInfo: list(resultObject),
  SpriteObjectInfo: list(resultObject),
});

const task = fields({
  ...texts("Type", "JobId", "State", "Name", "CreateTime", "StartTime", "EndTime", "TemplateId", "TemplateName"),
  ResultInfo: resultInfo,
});

/** What one task of a workflow produced, by the vendor's names. */
export type TaskResultInfo = Infer<typeof resultInfo>;

/**
 * Shape of a whole job or workflow callback: the content of `<Response>`, or the JSON object. What is there
 * tells the kinds of callback apart, so an absent one stays absent.
 */
export const body: FieldsShape = {
  ...fields({
    ...texts("EventName"),
    JobsDetail: list(job),
    WorkflowExecution: fields({
      ...texts("RunId", "WorkflowId", "WorkflowName", "State", "BucketId", "Object", "CreateTime"),
      CosHeaders: list(cosHeader),
      Tasks: list(task),
    }),
  }),
  lists: [],
};
