import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Ci, Routes } from "../../handler";
import { defineHandler } from "../../handler";
import type { CiServer } from "./ci-server";
import { startCiServer } from "./ci-server";
import { captureLog, functionUrlEvent, jobBody, SECRET } from "./support";

let server: CiServer;

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
  captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const INPUT = { BucketId: "media-1250000000", Region: "ap-guangzhou", Object: "a.mp4" };

/** Runs `use` as user code of a callback, and returns its result. */
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
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request!.host).toBe("media-1250000000.ci.ap-guangzhou.myqcloud.com");
    expect(request!.authorization).toContain("q-ak=AKIDEXAMPLE&");
    expect(request!.token).toBe("TOKENEXAMPLE");
  });

  it("returns undefined for unknown ids, and makes no call for an invalid id", async () => {
    server.answers.set("GET /jobs/j2", [200, "<Response><NonExistJobIds>j2</NonExistJobIds></Response>"]);
    server.answers.set("GET /workflowexecution/i2", [200, "<Response/>"]);

    expect(await inUserCode((ci) => ci.getJob("j2"))).toBeUndefined();
    expect(await inUserCode((ci) => ci.getExecution("i2"), jobBody("j3", { Input: INPUT }))).toBeUndefined();
    for (const id of ["", "../x", "j1,j2", "j1?x=1", "a/b"]) {
      expect(await inUserCode((ci) => ci.getJob(id), jobBody(`k${id}`, { Input: INPUT }))).toBeUndefined();
    }
    expect(server.requests.map(({ call }) => call)).toEqual([
      ...["GET /jobs/j2", "GET /doc_jobs/j2", "GET /file_jobs/j2", "GET /pic_jobs/j2"],
      "GET /workflowexecution/i2",
    ]);
  });

  it("submits a job once, in the vendor's format", async () => {
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
    expect(server.requests.map(({ call }) => call)).toEqual(["POST /jobs"]);
    expect(server.requests[0]!.body).toBe(
      "<Request><Tag>SmartCover</Tag><Input><Object>a &amp; b.mp4</Object></Input><Operation><Output>" +
        "<Object>c-${number}.jpg</Object></Output><SmartCover><Count>3</Count></SmartCover><UserData>order 17</UserData>" +
        "</Operation><CallBackFormat>JSON</CallBackFormat></Request>",
    );
  });

  it("submits and reads jobs on documents and files", async () => {
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
    expect(server.requests).toHaveLength(1);
  });

  it("reads and writes objects", async () => {
    server.answers.set("GET /in/%E4%B8%AD%20.txt", [200, "content"]);
    server.answers.set("PUT /out.txt", [200, ""]);

    const read = await inUserCode(async (ci) => {
      await ci.putObject("out.txt", "new", { contentType: "text/plain" });
      return [await ci.getObject("in/中 .txt"), await ci.getObject("missing")];
    });

    expect(read.map((content) => content && Buffer.from(content).toString())).toEqual(["content", undefined]);
    expect(server.requests[0]).toMatchObject({ call: "PUT /out.txt", body: "new", token: "TOKENEXAMPLE" });
    expect(server.requests[0]!.host).toBe("media-1250000000.cos.ap-guangzhou.myqcloud.com");
  });

  it("reports a missing bucket or role", async () => {
    vi.stubEnv("TENCENTCLOUD_SECRETID", "");
    await expect(inUserCode((ci) => ci.getObject("a"))).rejects.toThrow("give the function an execution role");
    vi.stubEnv("CI_CALLBACK_BUCKET", "");
    await expect(inUserCode((ci) => ci.getObject("a"))).rejects.toThrow("The bucket must be given");
    expect(server.requests).toEqual([]);
  });

  it("uses the function's region if no other is configured", async () => {
    vi.stubEnv("CI_CALLBACK_REGION", "");
    vi.stubEnv("TENCENTCLOUD_REGION", "ap-beijing");
    await inUserCode((ci) => ci.getObject("a"));
    expect(server.requests[0]!.host).toBe("media-1250000000.cos.ap-beijing.myqcloud.com");
  });

  it.each(["attacker-1250000001", "localhost:8443/", "x@evil.test", ""])(
    "works on the configured bucket although a callback names %j",
    async (BucketId) => {
      const forged = { BucketId, Region: "x.evil.test/", Object: "a.mp4" };
      await inUserCode((ci) => ci.getObject("a"), jobBody("f1", { Input: forged }));
      expect(server.requests[0]!.host).toBe("media-1250000000.cos.ap-guangzhou.myqcloud.com");
    },
  );

  it("accepts another bucket from user code, and sends nothing to an invalid one", async () => {
    await inUserCode((ci) => ci.getObject("a", { bucket: "other-1250000000", region: "ap-beijing" }));
    expect(server.requests[0]!.host).toBe("other-1250000000.cos.ap-beijing.myqcloud.com");
    const evil = { bucket: "evil.test:443/", region: "ap-beijing" };
    await expect(inUserCode((ci) => ci.putObject("a", "b", { bucket: evil }))).rejects.toThrow("Bucket must be a name");
    expect(server.requests).toHaveLength(1);
  });
});
