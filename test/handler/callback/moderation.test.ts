import { describe, expect, it } from "vitest";
import { CallbackParseError, parseCallback } from "../../../handler";

describe("moderation", () => {
  it("is read in the Detail form", () => {
    const body = {
      EventName: "ReviewVideo",
      JobsDetail: {
        Code: "Success",
        JobId: "av1",
        State: "Success",
        CreationTime: "2022-08-03T18:45:50+08:00",
        Object: "a.mp4",
        BucketId: "media-1250000000",
        Region: "ap-guangzhou",
        Label: "Porn",
        Result: 1,
        DataId: "d1",
        CosHeaders: { "x-cos-meta-id": "7" },
        Snapshot: [{ SnapshotTime: 100 }],
      },
    };
    expect(parseCallback(JSON.stringify(body))).toEqual({
      type: "moderation",
      eventName: "ReviewVideo",
      version: "Detail",
      jobId: "av1",
      state: "Success",
      verdict: "violation",
      label: "Porn",
      bucketId: "media-1250000000",
      region: "ap-guangzhou",
      object: "a.mp4",
      code: "Success",
      dataId: "d1",
      createdAt: new Date("2022-08-03T10:45:50Z"),
      cosHeaders: [{ key: "x-cos-meta-id", value: "7" }],
      raw: body,
    });
    expect(parseCallback('{"EventName":"ReviewDocument","JobsDetail":{"JobId":"a","Suggestion":2}}')).toMatchObject({
      verdict: "suspect",
    });
  });

  it("is read in the Simple form, with numbers unchanged", () => {
    const data = {
      event: "ReviewImage",
      trace_id: "t1",
      url: "https://a/b",
      result: 0,
      forbidden_status: 0,
      score: 1.5,
    };
    const body = { code: 0, message: "success", data: { ...data, cos_headers: { a: "b" } } };
    expect(parseCallback(JSON.stringify(body))).toMatchObject({
      type: "moderation",
      version: "Simple",
      eventName: "ReviewImage",
      jobId: "t1",
      state: "Success",
      verdict: "normal",
      url: "https://a/b",
      cosHeaders: [{ key: "a", value: "b" }],
      raw: body,
    });
    expect(parseCallback('{"code":-1,"message":"timeout","data":{"trace_id":"t2","result":0}}')).toMatchObject({
      eventName: "",
      state: "Failed",
      verdict: undefined,
      message: "timeout",
    });
  });

  it("that failed is accepted without id or result", () => {
    const body = '{"code":-1,"message":"download failed","data":{"event":"ReviewImage","url":"https://a/b"}}';
    expect(parseCallback(body)).toMatchObject({ type: "moderation", state: "Failed", message: "download failed" });
  });

  it("keeps its ids as sent, even numbers", () => {
    const simple = '{"code":0,"message":"x","data":{"trace_id":12345678901234567890,"result":1,"data_id":1.10}}';
    const verdict = "violation";
    expect(parseCallback(simple)).toMatchObject({ jobId: "12345678901234567890", dataId: "1.10", verdict });
    const long = '{"EventName":"ReviewText","JobsDetail":{"JobId":"a","DataId":12345678901234567890,"Result":1}}';
    expect(parseCallback(long)).toMatchObject({
      dataId: "12345678901234567890",
      verdict,
      raw: JSON.parse(long) as unknown,
    });
  });

  it.each([
    '{"code":0,"message":"x","data":{"trace_id":"a","__proto__":{"x":1}}}',
    '{"EventName":"ReviewText","JobsDetail":{"__proto__":{"x":1}}}',
    `{"code":0,"data":{"result":${"[".repeat(100)}${"]".repeat(100)}}}`,
  ])("is refused like any callback: %s", (body) => {
    expect(() => parseCallback(body)).toThrow(CallbackParseError);
  });
});
