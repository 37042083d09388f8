import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { defineHandler, parseCallback } from "../../handler";
import { confirm } from "../../handler/verify";
import type { CiServer } from "./ci-server";
import { startCiServer } from "./ci-server";
import { captureLog, functionUrlEvent, jobBody, jobDetail, SECRET } from "./support";

let server: CiServer;
let log: Record<string, unknown>[];

beforeAll(async () => {
  server = await startCiServer();
});

afterAll(() => server.close());

beforeEach(() => {
  server.requests.length = 0;
  server.answers.clear();
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  vi.stubEnv("CI_CALLBACK_BUCKET", "media-1250000000");
  vi.stubEnv("CI_CALLBACK_REGION", "ap-guangzhou");
  vi.stubEnv("TENCENTCI_ENDPOINT", server.url);
  vi.stubEnv("TENCENTCLOUD_SECRETID", "AKIDEXAMPLE");
  vi.stubEnv("TENCENTCLOUD_SECRETKEY", "SECRETEXAMPLE");
  vi.stubEnv("TENCENTCLOUD_SESSIONTOKEN", "TOKENEXAMPLE");
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const INPUT = { BucketId: "media-1250000000", Region: "ap-guangzhou", Object: "a.mp4" };

const jobXml = (jobId: string, state = "Success", over = "") =>
  `<Response><JobsDetail><JobId>${jobId}</JobId><Tag>SplitVideoParts</Tag><State>${state}</State><EndTime>-</EndTime>
   <Input><Object>a.mp4</Object></Input>${over}<Operation><SplitVideoInfoResult><TimeInfo><Index>0</Index></TimeInfo>
   </SplitVideoInfoResult></Operation></JobsDetail></Response>`;

describe("verify: readback", () => {
  const route = vi.fn();
  const runBody = (over: Record<string, string> = {}) =>
    JSON.stringify({
      EventName: "WorkflowFinish",
      WorkflowExecution: { RunId: "i1", WorkflowId: "w1", State: "Success", ...over },
    });
  const runXml = `<Response><WorkflowExecution><RunId>i1</RunId><WorkflowId>w1</WorkflowId><State>Success</State>
    <Object>true.mp4</Object></WorkflowExecution></Response>`;

  beforeEach(() => {
    route.mockReset();
    vi.stubEnv("CI_CALLBACK_VERIFY", "readback");
    vi.stubEnv("CI_CALLBACK_BUCKET", "own-1250000000");
    vi.stubEnv("CI_CALLBACK_REGION", "ap-shanghai");
    server.answers.set("GET /jobs/j1", [200, jobXml("j1")]);
    server.answers.set("GET /workflowexecution/i1", [200, runXml]);
  });

  async function post(body: string): Promise<{ status: number; error?: string }> {
    const routes = { onOtherJob: route, onFailedJob: route, onWorkflow: route, onModeration: route, onUnknown: route };
    const response = await defineHandler(routes)(functionUrlEvent(body));
    return { status: response.statusCode, error: (JSON.parse(response.body) as { error?: string }).error };
  }

  it("passes CI's data to user code instead of the callback's, from the configured bucket", async () => {
    const forged = { Input: { ...INPUT, BucketId: "evil-1" }, Operation: { UserData: "forged" } };

    expect(await post(jobBody("j1", forged))).toEqual({ status: 200 });

    expect(route).toHaveBeenCalledTimes(1);
    expect(route.mock.calls[0]![0]).toMatchObject({ jobId: "j1", userData: undefined });
    expect(server.requests[0]!.host).toBe("own-1250000000.ci.ap-shanghai.myqcloud.com");
  });

  it("asks for a document or file job with the matching call", async () => {
    const path = { DocProcess: "doc_jobs", FileHashCode: "file_jobs" };
    for (const [tag, calls] of Object.entries(path)) {
      server.answers.set(`GET /${calls}/j9`, [200, jobXml("j9").replace("SplitVideoParts", tag)]);
      expect(await post(jobBody("j9", { Tag: tag }))).toEqual({ status: 200 });
    }
    expect(route).toHaveBeenCalledTimes(2);
  });

  it("looks up workflow runs too", async () => {
    const forged = JSON.stringify({
      ...(JSON.parse(runBody({ Object: "forged.mp4" })) as object),
      EventName: "forged",
    });
    expect(await post(forged)).toEqual({ status: 200 });
    expect(route.mock.calls[0]![0]).toMatchObject({ execution: { runId: "i1", object: "true.mp4" } });
    // The whole event, its raw form included.
    expect(JSON.stringify(route.mock.calls[0])).not.toContain("forged");
    expect(route.mock.calls[0]![0]).toMatchObject({ raw: { WorkflowExecution: { Object: "true.mp4" } } });
  });

  it("refuses a run with an error code from CI", async () => {
    server.answers.set("GET /workflowexecution/i404", [400, "<Error><Code>ResourceNotFound</Code></Error>"]);
    expect(await post(runBody({ RunId: "i404" }))).toEqual({ status: 400, error: "not confirmed" });
  });

  it.each([
    ["a job that CI does not know", jobBody("j404")],
    ["an id that is none", jobBody("../queue")],
    ["another state", jobBody("j1", { State: "Failed" })],
    ["another tag", jobBody("j1", { Tag: "Transcode" })],
    ["another input", jobBody("j1", { Input: { Object: "b.mp4" } })],
    [
      "one forged job among true ones",
      JSON.stringify({
        JobsDetail: ["j1", "j404"].map((id) => ({ JobId: id, Tag: "SplitVideoParts", State: "Success" })),
      }),
    ],
    ["a run that CI does not know", runBody({ RunId: "i404" })],
    ["a run of another workflow", runBody({ WorkflowId: "w2" })],
    ["moderation, which cannot be looked up", '{"code":0,"message":"x","data":{"trace_id":"a","result":0}}'],
    ["an unknown event, which cannot be looked up", '{"EventName":"New","a":"b"}'],
  ])("refuses %s", async (_, body) => {
    server.answers.set("GET /jobs/j404", [200, "<Response><NonExistJobIds>j404</NonExistJobIds></Response>"]);
    server.answers.set("GET /workflowexecution/i404", [200, "<Response/>"]);

    expect(await post(body)).toEqual({ status: 400, error: "not confirmed" });

    expect(route).not.toHaveBeenCalled();
    expect(log.at(-1)).toMatchObject({ level: "warn", outcome: "refused", statusCode: 400 });
  });

  it.each([
    ["refuses the function's keys", [403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"]],
    ["fails", [500, ""]],
    ["answers nonsense", [200, "<html></html>"]],
    ["is not yet as far", [200, jobXml("j1", "Running")]],
  ] as const)("answers 503 while CI %s, so that nothing is lost", async (_, answer) => {
    server.answers.set("GET /jobs/j1", answer);

    expect((await post(jobBody("j1"))).status).toBe(503);

    expect(route).not.toHaveBeenCalled();
  });

  it("times out before the function does if CI does not answer", async () => {
    server.unanswered.add("GET /jobs/j2");
    const event = parseCallback(JSON.stringify({ JobsDetail: ["j1", "j2"].map((id) => jobDetail(id)) }));
    const bucket = { bucket: "own-1250000000", region: "ap-shanghai" };

    const refused = await confirm(event, bucket, 100).catch((error: unknown) => error);

    expect(refused).toMatchObject({ statusCode: 503, cause: { message: "no answer within 0.1 s" } });
    server.unanswered.clear();
  });

  it("requires a bucket", async () => {
    vi.stubEnv("CI_CALLBACK_BUCKET", "");
    await expect(post(jobBody("j1"))).rejects.toThrow("CI_CALLBACK_VERIFY must come with CI_CALLBACK_BUCKET");
    vi.stubEnv("CI_CALLBACK_VERIFY", "yes");
    await expect(post(jobBody("j1"))).rejects.toThrow('CI_CALLBACK_VERIFY must be "readback" or absent (got "yes")');
  });
});
