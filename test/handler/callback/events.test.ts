import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import { parseCallback } from "../../../handler";
import { jobDetail } from "../support";
import type { Model } from "./model";
import { jobModel, toJson, toXml } from "./model";

const task = (n: number, over: Record<string, Model> = {}) => ({
  Type: "Snapshot",
  JobId: `j${n}`,
  State: "Success",
  Name: `Snapshot_${n}`,
  CreateTime: "2022-08-09 14:54:17+0800",
  StartTime: "2022-08-09 14:54:18+0800",
  EndTime: "-",
  ...over,
});

const run: Model = {
  EventName: "WorkflowFinish",
  WorkflowExecution: {
    RunId: "i1",
    WorkflowId: "w1",
    WorkflowName: "",
    State: "Failed",
    BucketId: "media-1250000000",
    Object: " a.mp4",
    CreateTime: "2022-08-09 14:54:17+0800",
    CosHeaders: [{ Key: "x-cos-meta-a", Value: "1" }],
    Tasks: [
      task(1),
      task(2, {
        State: "Failed",
        TemplateId: "t1",
        ResultInfo: { ObjectCount: 1, ObjectInfo: [{ ObjectName: "o.jpg", Code: "Success" }], SpriteObjectCount: 0 },
      }),
    ],
  },
};

describe("a workflow callback", () => {
  const expected = {
    runId: "i1",
    workflowId: "w1",
    workflowName: "",
    state: "Failed",
    bucketId: "media-1250000000",
    object: " a.mp4",
    createdAt: new Date("2022-08-09T06:54:17Z"),
    cosHeaders: [{ key: "x-cos-meta-a", value: "1" }],
    tasks: [
      {
        type: "Snapshot",
        jobId: "j1",
        state: "Success",
        name: "Snapshot_1",
        createdAt: new Date("2022-08-09T06:54:17Z"),
        startedAt: new Date("2022-08-09T06:54:18Z"),
        endedAt: undefined,
      },
      {
        jobId: "j2",
        state: "Failed",
        templateId: "t1",
        resultInfo: {
          ObjectCount: "1",
          SpriteObjectCount: "0",
          ObjectInfo: [{ ObjectName: "o.jpg", Code: "Success" }],
          SpriteObjectInfo: [],
        },
      },
    ],
  };

  it("gives the same event with its tasks as XML, as XML without root and as JSON", () => {
    const xml = toXml(run);
    const event = parseCallback(xml);

    expect(event).toMatchObject({ type: "workflow", eventName: "WorkflowFinish", execution: expected });
    deepStrictEqual(parseCallback(toJson(run)), event);
    deepStrictEqual(parseCallback(xml.slice("<Response>".length, -"</Response>".length)), event);
    deepStrictEqual(parseCallback(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`), event);
  });

  it("may lack EventName, headers and tasks, or have a single task", () => {
    const event = parseCallback('{"WorkflowExecution":{"RunId":"i1","WorkflowId":"w1","State":"Success"}}');
    expect(event).toMatchObject({ type: "workflow", eventName: "", execution: { cosHeaders: [], tasks: [] } });
    const single = parseCallback(
      '{"WorkflowExecution":{"RunId":"i1","WorkflowId":"w1","State":"Success","Tasks":{"JobId":"j1"}}}',
    );
    expect(single).toMatchObject({ execution: { tasks: [{ jobId: "j1" }] } });
  });

  it("is accepted under another event name, such as that of its start", () => {
    const event = parseCallback(toXml({ ...(run as object), EventName: "WorkflowStart" }));
    expect(event).toMatchObject({ type: "workflow", eventName: "WorkflowStart" });
  });
});

describe("a job callback", () => {
  it("has the workflow that started it, and the upload's headers, from every documented position", () => {
    const workflow = { RunId: "i1", WorkflowId: "w1", WorkflowName: "n", Name: "Snapshot_1" };
    const headers = [{ Key: "EventName", Value: "cos:ObjectCreated:Put" }];
    const model = jobModel("Snapshot", "", { Workflow: workflow, Input: { Object: "a", CosHeaders: headers } });
    const speech = jobModel("Tts", { Input: { CosHeaders: headers } }, { Input: "" });

    expect(parseCallback(toXml(model))).toMatchObject({
      eventName: "TaskFinish",
      jobs: [
        {
          workflow: { runId: "i1", workflowId: "w1", workflowName: "n", name: "Snapshot_1" },
          input: { object: "a", cosHeaders: [{ key: "EventName", value: "cos:ObjectCreated:Put" }] },
        },
      ],
    });
    expect(parseCallback(toXml(speech))).toMatchObject({ jobs: [{ input: { cosHeaders: [{ key: "EventName" }] } }] });
  });

  it("does not use the name of a workflow's node as the workflow's name", () => {
    const [job] = (
      parseCallback(toXml(jobModel("Snapshot", "", { Workflow: { RunId: "i1", Name: "Snapshot_1" } }))) as {
        readonly jobs?: readonly unknown[];
      }
    ).jobs!;
    expect(job).toMatchObject({ workflow: { runId: "i1", workflowName: "", name: "Snapshot_1" } });
  });

  it.each([
    ["no event name", undefined, ""],
    ["the name that older queues have", "TransCodingFinish", "TransCodingFinish"],
  ])("is recognized by its content with %s", (_, EventName, eventName) => {
    const body = JSON.stringify({ EventName, JobsDetail: [jobDetail("j1"), jobDetail("j2", { State: "Failed" })] });
    expect(parseCallback(body)).toMatchObject({ type: "jobs", eventName, jobs: [{ jobId: "j1" }, { jobId: "j2" }] });
  });

  it("ignores fields of nested results with the same names", () => {
    const nested = { Tag: "inner", State: "Failed", Message: "inner", StartTime: "1", EndTime: "2", Code: "9" };
    const model = jobModel("VideoTag", {
      VideoTag: "",
      VideoTagResult: { StreamData: { ...nested, Data: { Tags: [nested] } } },
    });
    expect(parseCallback(toXml(model))).toMatchObject({
      jobs: [{ tag: "VideoTag", state: "Success", code: "Success", message: "", startedAt: undefined }],
    });
  });

  it("of an unknown tag is passed through completely", () => {
    const event = parseCallback(toXml(jobModel("NewTag", { NewResult: { List: ["a", "b"], Leaf: "1" } })));
    expect(event).toMatchObject({
      jobs: [{ tag: "NewTag", operation: { NewResult: { List: ["a", "b"], Leaf: "1" } } }],
    });
  });
});

describe("other bodies", () => {
  it("accepts the probe that CI sends when a URL is saved", () => {
    const body = {
      code: 0,
      message: "Test request when setting callback url",
      data: { event: "ReviewImage", result: 0 },
    };
    expect(parseCallback(JSON.stringify(body))).toEqual({ type: "probe", raw: body });
    expect(parseCallback(JSON.stringify({ ...body, data: undefined }))).toMatchObject({ type: "probe" });
  });

  it("passes unknown events through completely, equally from both formats", () => {
    const model = { EventName: "BatchFinish", BatchDetail: { Id: "b1", Count: 3 } };
    const expected = {
      type: "unknown",
      eventName: "BatchFinish",
      raw: { ...model, BatchDetail: { Id: "b1", Count: "3" } },
    };
    deepStrictEqual(parseCallback(toXml(model)), expected);
    deepStrictEqual(parseCallback(toJson(model)), expected);
  });

  it.each(['{"data":{"trace_id":"a"}}', '{"Message":"x"}'])(
    "refuses a body that only resembles a callback: %s",
    (body) => {
      expect(() => parseCallback(body)).toThrow("must have an EventName");
    },
  );
});
