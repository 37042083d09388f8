import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ci, Routes } from "../../handler";
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
  server.seen.length = 0;
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

/** Runs `use` as user code of a callback, and gives what it gives. */
async function inUserCode<T>(use: (ci: Ci) => Promise<T>, body = jobBody("j1", { Input: INPUT })): Promise<T> {
  let result: Promise<T> | undefined;
  const run: Routes["onOtherJob"] = (_, { ci }) => (result = use(ci)).catch(() => {});
  const handler = defineHandler({ onOtherJob: run, onWorkflow: (_, ctx) => run(undefined as never, ctx) });
  expect((await handler(functionUrlEvent(body))).statusCode).toBe(200);
  return result!;
}

const jobXml = (jobId: string, state = "Success", over = "") =>
  `<Response><JobsDetail><JobId>${jobId}</JobId><Tag>SplitVideoParts</Tag><State>${state}</State><EndTime>-</EndTime>
   <Input><Object>a.mp4</Object></Input>${over}<Operation><SplitVideoInfoResult><TimeInfo><Index>0</Index></TimeInfo>
   </SplitVideoInfoResult></Operation></JobsDetail></Response>`;

describe("ctx.ci", () => {
  it("reads a job with the keys of the function's role, from the configured bucket", async () => {
    server.answers.set("GET /jobs/j2", [200, jobXml("j2", "Running")]);

    const job = await inUserCode((ci) => ci.getJob("j2"));

    expect(job).toMatchObject({
      jobId: "j2",
      tag: "SplitVideoParts",
      state: "Running",
      endedAt: undefined,
      operation: { SplitVideoInfoResult: { TimeInfo: [{ Index: "0" }] } },
    });
    expect(server.seen).toHaveLength(1);
    const [request] = server.seen;
    expect(request!.host).toBe("media-1250000000.ci.ap-guangzhou.myqcloud.com");
    expect(request!.authorization).toContain("q-ak=AKIDEXAMPLE&");
    expect(request!.token).toBe("TOKENEXAMPLE");
  });

  it("gives undefined for ids that CI does not know, and asks nothing about what is no id", async () => {
    server.answers.set("GET /jobs/j2", [200, "<Response><NonExistJobIds>j2</NonExistJobIds></Response>"]);
    server.answers.set("GET /workflowexecution/i2", [200, "<Response/>"]);

    expect(await inUserCode((ci) => ci.getJob("j2"))).toBeUndefined();
    expect(await inUserCode((ci) => ci.getExecution("i2"), jobBody("j3", { Input: INPUT }))).toBeUndefined();
    for (const id of ["", "../x", "j1,j2", "j1?x=1", "a/b"]) {
      expect(await inUserCode((ci) => ci.getJob(id), jobBody(`k${id}`, { Input: INPUT }))).toBeUndefined();
    }
    expect(server.seen.map(({ call }) => call)).toEqual([
      ...["GET /jobs/j2", "GET /doc_jobs/j2", "GET /file_jobs/j2", "GET /pic_jobs/j2"],
      "GET /workflowexecution/i2",
    ]);
  });

  it("submits a job once, as the vendor writes it", async () => {
    server.answers.set("POST /jobs", [200, jobXml("j9", "Submitted")]);

    const job = await inUserCode((ci) =>
      ci.submitJob({
        tag: "SmartCover",
        input: { object: "a & b.mp4" },
        operation: { Output: { Object: "c-${number}.jpg" }, SmartCover: { Count: 3 }, UserData: "order 17" },
        callBackFormat: "JSON",
      }),
    );

    expect(job.jobId).toBe("j9");
    expect(server.seen.map(({ call }) => call)).toEqual(["POST /jobs"]);
    expect(server.seen[0]!.body).toBe(
      "<Request><Tag>SmartCover</Tag><Input><Object>a &amp; b.mp4</Object></Input><Operation><Output>" +
        "<Object>c-${number}.jpg</Object></Output><SmartCover><Count>3</Count></SmartCover><UserData>order 17</UserData>" +
        "</Operation><CallBackFormat>JSON</CallBackFormat></Request>",
    );
  });

  it("knows the calls for documents and files", async () => {
    server.answers.set("POST /doc_jobs", [200, jobXml("d1", "Submitted")]);
    server.answers.set("GET /doc_jobs/d1", [200, jobXml("d1")]);
    server.answers.set("POST /file_jobs", [200, jobXml("f1", "Submitted")]);

    const jobs = await inUserCode(async (ci) => [
      await ci.submitJob({ tag: "DocProcess", operation: { DocProcess: { TgtType: "pdf" } } }),
      await ci.getJob("d1"),
      await ci.submitJob({ tag: "FileHashCode", operation: { FileHashCodeConfig: { Type: "MD5" } } }),
    ]);

    expect(jobs.map((job) => job?.jobId)).toEqual(["d1", "d1", "f1"]);
  });

  it("does not submit a job again when CI fails", async () => {
    server.answers.set("POST /jobs", [500, "<Error><Code>InternalError</Code><Message>try later</Message></Error>"]);

    const submitted = inUserCode((ci) => ci.submitJob({ tag: "Snapshot", operation: {} }));

    await expect(submitted).rejects.toThrow("InternalError try later");
    expect(server.seen).toHaveLength(1);
  });

  it("reads and writes objects", async () => {
    server.answers.set("GET /in/%E4%B8%AD%20.txt", [200, "content"]);
    server.answers.set("PUT /out.txt", [200, ""]);

    const read = await inUserCode(async (ci) => {
      await ci.putObject("out.txt", "new", { contentType: "text/plain" });
      return [await ci.getObject("in/中 .txt"), await ci.getObject("missing")];
    });

    expect(read.map((content) => content && Buffer.from(content).toString())).toEqual(["content", undefined]);
    expect(server.seen[0]).toMatchObject({ call: "PUT /out.txt", body: "new", token: "TOKENEXAMPLE" });
    expect(server.seen[0]!.host).toBe("media-1250000000.cos.ap-guangzhou.myqcloud.com");
  });

  it("says what is missing: a bucket, or a role", async () => {
    vi.stubEnv("TENCENTCLOUD_SECRETID", "");
    await expect(inUserCode((ci) => ci.getObject("a"))).rejects.toThrow("give the function an execution role");
    vi.stubEnv("CI_CALLBACK_BUCKET", "");
    await expect(inUserCode((ci) => ci.getObject("a"))).rejects.toThrow("The bucket must be given");
    expect(server.seen).toEqual([]);
  });

  it("takes the function's region where no other is configured", async () => {
    vi.stubEnv("CI_CALLBACK_REGION", "");
    vi.stubEnv("TENCENTCLOUD_REGION", "ap-beijing");
    await inUserCode((ci) => ci.getObject("a"));
    expect(server.seen[0]!.host).toBe("media-1250000000.cos.ap-beijing.myqcloud.com");
  });

  it.each(["attacker-1250000001", "localhost:8443/", "x@evil.test", ""])(
    "works on the configured bucket although a callback names %j",
    async (BucketId) => {
      const forged = { BucketId, Region: "x.evil.test/", Object: "a.mp4" };
      await inUserCode((ci) => ci.getObject("a"), jobBody("f1", { Input: forged }));
      expect(server.seen[0]!.host).toBe("media-1250000000.cos.ap-guangzhou.myqcloud.com");
    },
  );

  it("works on another bucket where user code names it, and sends nothing to what is none", async () => {
    await inUserCode((ci) => ci.getObject("a", { bucket: "other-1250000000", region: "ap-beijing" }));
    expect(server.seen[0]!.host).toBe("other-1250000000.cos.ap-beijing.myqcloud.com");
    const evil = { bucket: "evil.test:443/", region: "ap-beijing" };
    await expect(inUserCode((ci) => ci.putObject("a", "b", { bucket: evil }))).rejects.toThrow("Bucket must be a name");
    expect(server.seen).toHaveLength(1);
  });
});

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
    const any = { onOtherJob: route, onFailedJob: route, onWorkflow: route, onModeration: route, onUnknown: route };
    const response = await defineHandler(any)(functionUrlEvent(body));
    return { status: response.statusCode, error: (JSON.parse(response.body) as { error?: string }).error };
  }

  it("gives user code what CI says, not what the callback says, from the configured bucket", async () => {
    const forged = { Input: { ...INPUT, BucketId: "evil-1" }, Operation: { UserData: "forged" } };

    expect(await post(jobBody("j1", forged))).toEqual({ status: 200 });

    expect(route).toHaveBeenCalledTimes(1);
    expect(route.mock.calls[0]![0]).toMatchObject({ jobId: "j1", userData: undefined });
    expect(server.seen[0]!.host).toBe("own-1250000000.ci.ap-shanghai.myqcloud.com");
  });

  it("asks for a job on a document or a file where CI has those", async () => {
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
    // The whole of the event, its raw form included.
    expect(JSON.stringify(route.mock.calls[0])).not.toContain("forged");
    expect(route.mock.calls[0]![0]).toMatchObject({ raw: { WorkflowExecution: { Object: "true.mp4" } } });
  });

  it("refuses a run for which CI has a code", async () => {
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

  it("gives up in time while CI is silent, so that the function still answers", async () => {
    server.silent.add("GET /jobs/j2");
    const event = parseCallback(JSON.stringify({ JobsDetail: ["j1", "j2"].map((id) => jobDetail(id)) }));
    const bucket = { bucket: "own-1250000000", region: "ap-shanghai" };

    const refused = await confirm(event, bucket, 100).catch((error: unknown) => error);

    expect(refused).toMatchObject({ statusCode: 503, cause: { message: "no answer within 0.1 s" } });
    server.silent.clear();
  });

  it("must know its bucket", async () => {
    vi.stubEnv("CI_CALLBACK_BUCKET", "");
    await expect(post(jobBody("j1"))).rejects.toThrow("CI_CALLBACK_VERIFY must come with CI_CALLBACK_BUCKET");
    vi.stubEnv("CI_CALLBACK_VERIFY", "yes");
    await expect(post(jobBody("j1"))).rejects.toThrow('CI_CALLBACK_VERIFY must be "readback" or absent (got "yes")');
  });
});
