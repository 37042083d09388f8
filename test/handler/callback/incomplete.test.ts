import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Job, JobsEvent, Routes } from "../../../handler";
import { CallbackParseError, defineHandler, parseCallback } from "../../../handler";
import { captureLog, functionUrlEvent, jobDetail, SECRET } from "../support";
import type { Model } from "./model";
import { jobModel, toJson, toXml } from "./model";

// The bodies of https://www.tencentcloud.com/document/product/436/50411 and its editions, and of virus detection,
// https://cloud.tencent.com/document/product/436/63962: documented forms without fields that other pages promise.
const WORDS = { WordsGeneralizeResult: { WordsGeneralizeToken: [{ Word: "a" }] } };
const WITHOUT_STATE = { Tag: "WordsGeneralize", Code: "Success", JobId: "ac1", Message: "Success", Operation: WORDS };
const WITHOUT_BOTH = { Code: "Success", JobId: "ac1", Message: "Success", Operation: { WordsGeneralize: "x" } };
const VIRUS = {
  JobId: "ss1",
  State: "Success",
  CreationTime: "2021-07-07T12:12:12+0800",
  Object: "a.doc",
  Suggestion: "block",
  DetectDetail: { Result: [{ FileName: "f", VirusName: "v" }] },
};

function jobOf(model: Model): Job {
  const event = parseCallback(toXml(model)) as JobsEvent;
  deepStrictEqual(parseCallback(toJson(model)), event);
  expect(event.type).toBe("jobs");
  return event.jobs[0]!;
}

const callback = (detail: Model): Model => ({ EventName: "TaskFinish", JobsDetail: [detail] });

/** Names of the routes that a body reaches, with their arguments. */
async function routesOf(body: string): Promise<{ status: number; answer: unknown; calls: [string, object][] }> {
  const calls: [string, object][] = [];
  const route = (name: string) => (event: object) => void calls.push([name, event]);
  const routes: Routes = {
    onJob: { WordsGeneralize: route("onJob") },
    onOtherJob: route("onOtherJob"),
    onFailedJob: route("onFailedJob"),
    onWorkflow: route("onWorkflow"),
    onModeration: route("onModeration"),
    onUnknown: route("onUnknown"),
  };
  const { statusCode, body: answer } = await defineHandler(routes)(functionUrlEvent(body), {});
  return { status: statusCode, answer: JSON.parse(answer), calls };
}

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("a job without State", () => {
  it.each([
    ["Success", "Success", "onJob"],
    ["success", "Success", "onJob"],
    ["InvalidArgument", "Failed", "onFailedJob"],
  ])("gets its state from its code %s", async (Code, state, route) => {
    const model = callback({ ...WITHOUT_STATE, Code });
    expect(jobOf(model).state).toBe(state);
    for (const body of [toXml(model), toJson(model)]) {
      expect((await routesOf(body)).calls.map(([name]) => name)).toEqual([route]);
    }
  });

  it("goes to onUnknown with all its fields if it has no code either", async () => {
    const model = { ...(callback({ ...WITHOUT_STATE, Code: "" }) as object), Extra: "kept" };
    const { status, calls } = await routesOf(toXml(model));
    expect(status).toBe(200);
    expect(calls).toEqual([["onUnknown", expect.objectContaining({ type: "unknown", eventName: "TaskFinish" })]]);
    expect(calls[0]![1]).toMatchObject({ raw: { Extra: "kept", JobsDetail: [{ JobId: "ac1", Operation: WORDS }] } });
  });

  it("goes to onUnknown in a state that CI does not have", async () => {
    const { calls } = await routesOf(toJson(jobModel("WordsGeneralize", {}, { State: "PartialSuccess" })));
    expect(calls.map(([name]) => name)).toEqual(["onUnknown"]);
  });
});

describe("a job without Tag", () => {
  it("goes to onOtherJob with the known fields, or to onFailedJob", async () => {
    expect((await routesOf(toXml(callback(WITHOUT_BOTH)))).calls).toMatchObject([
      ["onOtherJob", { jobId: "ac1", tag: "", state: "Success" }],
    ]);
    expect((await routesOf(toJson(callback({ ...WITHOUT_BOTH, State: "Failed" })))).calls).toMatchObject([
      ["onFailedJob", { jobId: "ac1", tag: "", state: "Failed" }],
    ]);
  });

  it("is not a job without an operation either: a virus scan's result goes to onUnknown", async () => {
    const { status, calls } = await routesOf(JSON.stringify({ JobsDetail: VIRUS }));
    expect(status).toBe(200);
    expect(calls).toMatchObject([["onUnknown", { raw: { JobsDetail: [VIRUS] } }]]);
  });
});

describe("a body with too few fields for a known kind", () => {
  it.each<[string, Model]>([
    ["no jobs", { EventName: "TaskFinish" }],
    ["jobs that are text", { EventName: "TaskFinish", JobsDetail: ["a"] }],
    ["a job without id", { JobsDetail: [{ Tag: "Transcode", State: "Success" }] }],
    ["one job of two without id", { JobsDetail: [jobDetail("j1") as Model, { Tag: "Transcode", State: "Success" }] }],
    ["a run without its id", { EventName: "WorkflowFinish", WorkflowExecution: { State: "Success" } }],
    ["a code and no data", { code: "-1", message: "x" }],
  ])("reaches onUnknown and is answered 200: %s", async (_, model) => {
    for (const body of [toXml(model), toJson(model)]) {
      const { status, calls } = await routesOf(body);
      expect([status, calls.map(([name]) => name)]).toEqual([200, ["onUnknown"]]);
    }
  });

  it("is a workflow run even without State and WorkflowId, and Name may contain its name", async () => {
    const model = { EventName: "WorkflowFinish", WorkflowExecution: { RunId: "i1", Name: "nightly" } };
    expect((await routesOf(toXml(model))).calls).toMatchObject([
      ["onWorkflow", { execution: { runId: "i1", workflowName: "nightly", workflowId: "", state: "" } }],
    ]);
  });

  it("is never answered 400 if it has any field of a callback", () => {
    const detail = fc.record(
      {
        JobId: fc.constantFrom("j1", ""),
        Tag: fc.constantFrom("Transcode", "New", ""),
        State: fc.constantFrom("Success", "Failed", "Odd", ""),
        Code: fc.constantFrom("Success", "Bad", ""),
        Operation: fc.constantFrom<Model>({}, "", { UserData: "u" }),
        Input: fc.constantFrom<Model>({}, { Object: "a" }, { Vod: { FileId: "1" } }),
        Suggestion: fc.constant("block"),
      },
      { requiredKeys: [] },
    );
    const execution = fc.record(
      { RunId: fc.constantFrom("i1", ""), WorkflowId: fc.constant("w1"), State: fc.constantFrom("Success", "") },
      { requiredKeys: [] },
    );
    const body = fc.record(
      {
        EventName: fc.constantFrom("TaskFinish", "WorkflowFinish", "TransCodingFinish", "ReviewImage", ""),
        JobsDetail: fc.oneof(detail, fc.array(detail, { maxLength: 3 })),
        WorkflowExecution: execution,
        code: fc.constantFrom("0", "-1"),
        Other: fc.constant("kept"),
      },
      { requiredKeys: [] },
    );
    const isEmpty = (value: unknown): boolean => value === undefined || value === "" || JSON.stringify(value) === "[]";
    fc.assert(
      fc.property(body, fc.boolean(), (model, hasRoot) => {
        const { EventName, JobsDetail, WorkflowExecution, code } = model;
        fc.pre([EventName, JobsDetail, WorkflowExecution, code].some((field) => !isEmpty(field)));
        const json = JSON.stringify(hasRoot ? { Response: model } : model);
        try {
          expect(JSON.stringify(parseCallback(json))).toContain(model.Other ?? "");
        } catch (error) {
          // An empty JobsDetail in XML counts as absent.
          if (!(error instanceof CallbackParseError) || !/"JobsDetail":(?:\{\}|\[(?:\{\},?)*\])/.test(json))
            throw error;
        }
      }),
    );
  });
});

describe("JSON with the root of the XML form", () => {
  it.each<[string, Model]>([
    ["jobs", jobModel("WordsGeneralize", WORDS)],
    ["a run", { EventName: "WorkflowFinish", WorkflowExecution: { RunId: "i1", WorkflowId: "w1", State: "Success" } }],
    ["an unknown kind", { EventName: "BatchFinish", BatchDetail: { Id: "b1" } }],
    ["moderation, Detail", { EventName: "ReviewImage", JobsDetail: { JobId: "s1", State: "Success", Result: 1 } }],
    ["moderation, Simple", { code: 0, message: "success", data: { event: "ReviewVideo", trace_id: "t", result: 1 } }],
    ["the probe", { code: 0, message: "Test request when setting callback url", data: {} }],
  ])("gives the same event as without: %s", (_, model) => {
    deepStrictEqual(parseCallback(toJson({ Response: model })), parseCallback(toJson(model)));
  });

  it("accepts a job outside a list, and fields beside the root", () => {
    const { JobsDetail } = jobModel("WordsGeneralize", WORDS) as { JobsDetail: Model[] };
    const body = JSON.stringify({ RequestId: "r1", Response: { EventName: "TaskFinish", JobsDetail: JobsDetail[0] } });
    expect(parseCallback(body)).toMatchObject({ type: "jobs", jobs: [{ envelope: { RequestId: "r1" } }] });
  });
});
