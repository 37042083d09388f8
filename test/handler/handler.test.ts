import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Handler from "../../handler";
import type { HttpResponse, Routes, ScfFunction } from "../../handler";
import { ConfigurationError, defineHandler, main_handler } from "../../handler";
import { apiGatewayEvent, captureLog, functionUrlEvent, jobBody, jobDetail, SECRET, SEED } from "./support";

const CONTEXT = { request_id: "request-1", time_limit_in_ms: 10_000 };

let log: Record<string, unknown>[];

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function answer(handler: ScfFunction, event: unknown): Promise<HttpResponse> {
  return handler(event, CONTEXT);
}

function content(response: HttpResponse): unknown {
  return JSON.parse(response.body);
}

describe("an accepted callback", () => {
  it.each([
    ["function URL, XML", functionUrlEvent(SEED.xml)],
    ["function URL, JSON", functionUrlEvent(SEED.json)],
    ["function URL behind a path", functionUrlEvent(SEED.xml, { path: `/ci/${SECRET}` })],
    ["API Gateway", apiGatewayEvent(SEED.json)],
    ["API Gateway, base64", apiGatewayEvent(Buffer.from(SEED.xml).toString("base64"), { isBase64Encoded: true })],
  ])("reaches user code once and is answered 200: %s", async (_, event) => {
    const onSplit = vi.fn();
    const handler = defineHandler({ onJob: { SplitVideoParts: onSplit } });

    const response = await answer(handler, event);

    expect(response).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: '{"status":"accepted"}',
      isBase64Encoded: false,
    });
    expect(onSplit).toHaveBeenCalledTimes(1);
    const [job, ctx] = onSplit.mock.calls[0] as [{ tag: string }, { requestId: string; remainingTime: () => number }];
    expect(job.tag).toBe("SplitVideoParts");
    expect(ctx.requestId).toBe("request-1");
    expect(ctx.remainingTime()).toBeGreaterThan(9_000);
    expect(ctx.remainingTime()).toBeLessThanOrEqual(10_000);
  });

  it("is logged as one line with request, job, state, outcome and time", async () => {
    await answer(defineHandler({ onOtherJob: () => {} }), functionUrlEvent(SEED.xml));

    expect(log).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        level: "info",
        message: "callback",
        requestId: "request-1",
        event: "jobs",
        deliveries: [
          { jobId: "j96ca39faebe411eda9b5*********", tag: "SplitVideoParts", state: "Success", outcome: "accepted" },
        ],
        outcome: "accepted",
        statusCode: 200,
        ms: expect.any(Number) as number,
      },
    ]);
  });

  it("is accepted with the earlier secret too, while both are configured", async () => {
    vi.stubEnv("CI_CALLBACK_SECRETS", `new-secret-0123456789, ${SECRET}`);
    const handler = defineHandler({});

    expect((await answer(handler, functionUrlEvent(SEED.xml))).statusCode).toBe(200);
    expect((await answer(handler, functionUrlEvent(SEED.xml, { path: "/new-secret-0123456789" }))).statusCode).toBe(
      200,
    );
  });
});

describe("a refused request", () => {
  const seed = functionUrlEvent(SEED.xml);
  const large = "x".repeat(1024 * 1024 + 1);
  const manyJobs = JSON.stringify({
    EventName: "TaskFinish",
    JobsDetail: Array.from({ length: 1001 }, (_, n) => ({ JobId: `j${n}`, Tag: "T", State: "Success" })),
  });

  it.each([
    ["no event", undefined, 400, "not an HTTP request"],
    ["a COS event", { Records: [{ cos: {} }] }, 400, "not an HTTP request"],
    ["a timer event", { Type: "Timer", TriggerName: "t", Time: "", Message: "" }, 400, "not an HTTP request"],
    ["a text event", "hello", 400, "not an HTTP request"],
    ["an event without path", { ...seed, path: undefined }, 400, "not an HTTP request"],
    ["a body that is an object", { ...seed, body: {} }, 400, "not an HTTP request"],
    ["GET", { ...seed, httpMethod: "GET" }, 405, "method not allowed"],
    ["GET with a wrong secret", { ...seed, httpMethod: "GET", path: "/x" }, 405, "method not allowed"],
    ["a wrong secret", { ...seed, path: "/0123456789abcdef0123456789abcdee" }, 404, "not found"],
    ["half the secret", { ...seed, path: `/${SECRET.slice(0, 16)}` }, 404, "not found"],
    ["the secret and more", { ...seed, path: `/${SECRET}0` }, 404, "not found"],
    ["the secret in the middle", { ...seed, path: `/${SECRET}/ci` }, 404, "not found"],
    ["the secret in the query", { ...seed, path: "/", queryString: { secret: SECRET } }, 404, "not found"],
    ["no secret", { ...seed, path: "/" }, 404, "not found"],
    ["an empty path", { ...seed, path: "" }, 404, "not found"],
    ["a wrong secret with a huge body", { ...seed, path: "/x", body: large }, 404, "not found"],
    ["too many jobs", { ...seed, body: manyJobs }, 413, "too many jobs"],
    ["a huge body", { ...seed, body: large }, 413, "body too large"],
    ["a huge body of few characters", { ...seed, body: "中".repeat(400_000) }, 413, "body too large"],
    ["a huge body in base64", { ...seed, body: btoa(large), isBase64Encoded: true }, 413, "body too large"],
    ["an empty body", { ...seed, body: "" }, 400, "not a callback"],
    ["no body", { ...seed, body: undefined }, 400, "not a callback"],
    ["a truncated body", { ...seed, body: SEED.xml.slice(0, 900) }, 400, "not a callback"],
    ["a body that is neither XML nor JSON", { ...seed, body: "a=b&c=d" }, 400, "not a callback"],
    ["XML in base64 that is not marked so", { ...seed, body: btoa(SEED.xml) }, 400, "not a callback"],
  ])("is answered with a status and one sentence, and user code is not called: %s", async (_, event, status, error) => {
    const any = vi.fn();
    const routes: Routes = { onJob: { SplitVideoParts: any }, onOtherJob: any, onFailedJob: any, onUnknown: any };

    const response = await answer(defineHandler(routes), event);

    expect(response.statusCode).toBe(status);
    expect(content(response)).toEqual({ status: "error", error });
    expect(response.headers.allow).toBe(status === 405 ? "POST" : undefined);
    expect(any).not.toHaveBeenCalled();
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ level: "warn", outcome: "refused", statusCode: status, requestId: "request-1" });
    expect(JSON.stringify(log)).not.toContain(SECRET);
  });

  it("may be as long as configured", async () => {
    const body = jobBody("j1", { Operation: { UserData: "x".repeat(1024 * 1024) } });
    expect((await answer(defineHandler({}), functionUrlEvent(body))).statusCode).toBe(413);
    vi.stubEnv("CI_CALLBACK_MAX_BODY_BYTES", "2000000");
    expect((await answer(defineHandler({}), functionUrlEvent(body))).statusCode).toBe(200);
  });
});

describe("user code that fails", () => {
  it("is answered 500 with a fixed sentence; the cause is in the log alone", async () => {
    const handler = defineHandler({
      onJob: {
        SplitVideoParts: () => {
          throw new Error(`cannot reach db at ${SECRET}`, { cause: "down" });
        },
      },
    });

    const response = await answer(handler, functionUrlEvent(SEED.xml));

    expect(response.statusCode).toBe(500);
    expect(content(response)).toEqual({ status: "error", error: "the handler failed; its log has the cause" });
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ level: "error", outcome: "failed", statusCode: 500 });
    const [delivery] = log[0]!.deliveries as {
      outcome: string;
      error: { message: string; stack: string; cause: string };
    }[];
    expect(delivery).toMatchObject({
      outcome: "failed",
      error: { message: "cannot reach db at [redacted]", cause: "down" },
    });
    expect(delivery!.error.stack).toContain("handler.test.ts");
  });

  it.each([
    ["a rejection", () => Promise.reject(new Error("x"))],
    [
      "a thrown text",
      () => {
        throw "x" as unknown as Error; // user code may throw anything
      },
    ],
    ["undefined", () => Promise.reject(undefined as unknown as Error)],
  ])("is answered 500 whatever it throws: %s", async (_, route) => {
    expect((await answer(defineHandler({ onOtherJob: route }), functionUrlEvent(SEED.xml))).statusCode).toBe(500);
  });

  it("does not hide the other jobs of the callback, and only it runs again", async () => {
    const calls: string[] = [];
    let broken = true;
    const handler = defineHandler({
      onOtherJob: (job) => {
        calls.push(job.jobId);
        if (job.jobId === "j2" && broken) throw new Error("no");
      },
    });
    const body = JSON.stringify({ EventName: "TaskFinish", JobsDetail: ["j1", "j2", "j3"].map((id) => jobDetail(id)) });

    expect((await answer(handler, functionUrlEvent(body))).statusCode).toBe(500);
    expect(calls).toEqual(["j1", "j2", "j3"]);
    broken = false;
    expect(content(await answer(handler, functionUrlEvent(body)))).toEqual({ status: "accepted" });
    expect(calls).toEqual(["j1", "j2", "j3", "j2"]);
    expect(log[1]!.deliveries).toMatchObject([
      { outcome: "duplicate" },
      { outcome: "accepted" },
      { outcome: "duplicate" },
    ]);
  });
});

describe("a duplicate", () => {
  it("is answered 200 and does not reach user code again, whatever its format", async () => {
    const route = vi.fn();
    const handler = defineHandler({ onOtherJob: route });

    expect(content(await answer(handler, functionUrlEvent(SEED.xml)))).toEqual({ status: "accepted" });
    expect(content(await answer(handler, apiGatewayEvent(`${SEED.xml}\n`)))).toEqual({ status: "duplicate" });
    expect(route).toHaveBeenCalledTimes(1);
    expect(log[1]).toMatchObject({ level: "info", outcome: "duplicate", statusCode: 200 });
  });

  it("waits for the first when both come at once, and shares its fate", async () => {
    let end: (error?: Error) => void = () => {};
    const route = vi.fn(
      () => new Promise<void>((resolve, reject) => (end = (error) => (error ? reject(error) : resolve()))),
    );
    const handler = defineHandler({ onOtherJob: route });

    const both = [1, 2].map(() => answer(handler, functionUrlEvent(SEED.xml)));
    await vi.waitFor(() => expect(route).toHaveBeenCalledTimes(1));
    end(new Error("no"));
    expect((await Promise.all(both)).map(({ statusCode }) => statusCode)).toEqual([500, 500]);

    const again = [1, 2].map(() => answer(handler, functionUrlEvent(SEED.xml)));
    await vi.waitFor(() => expect(route).toHaveBeenCalledTimes(2));
    end();
    expect((await Promise.all(again)).map(content)).toEqual([{ status: "accepted" }, { status: "duplicate" }]);
    expect(route).toHaveBeenCalledTimes(2);
  });

  it("is one of the same job in the same state, or of the same run in the same state", async () => {
    const failed = vi.fn();
    const workflow = vi.fn();
    const handler = defineHandler({ onOtherJob: () => {}, onFailedJob: failed, onWorkflow: workflow });
    const run = (state: string) =>
      JSON.stringify({
        EventName: "WorkflowFinish",
        WorkflowExecution: { RunId: "i1", WorkflowId: "w1", State: state },
      });

    const bodies = [jobBody("j1"), jobBody("j1", { State: "Failed" }), run("Failed"), run("Success"), run("Success")];
    const states: unknown[] = [];
    for (const body of bodies) states.push(content(await answer(handler, functionUrlEvent(body))));

    expect(states.map((state) => (state as { status: string }).status)).toEqual([
      ...["accepted", "accepted", "accepted", "accepted", "duplicate"],
    ]);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(workflow).toHaveBeenCalledTimes(2);
  });

  it("is forgotten when more deliveries have come than the instance remembers", async () => {
    const route = vi.fn();
    const handler = defineHandler({ onOtherJob: route }, { remembered: 2 });

    for (const id of ["j1", "j2", "j3", "j3", "j2", "j1"]) await answer(handler, functionUrlEvent(jobBody(id)));

    expect(route.mock.calls.map(([job]) => (job as { jobId: string }).jobId)).toEqual(["j1", "j2", "j3", "j1"]);
  });
});

describe("a callback that no route takes", () => {
  it("is answered 200 with an outcome of its own, which the log has as a warning", async () => {
    const handler = defineHandler({ onJob: { Transcode: () => {} }, onWorkflow: undefined });
    const run = JSON.stringify({
      EventName: "WorkflowFinish",
      WorkflowExecution: { RunId: "i1", WorkflowId: "w1", State: "Success" },
    });
    for (const body of [SEED.xml, SEED.json, run, '{"EventName":"New"}', jobBody("j1", { State: "Failed" })]) {
      const response = await answer(handler, functionUrlEvent(body));
      expect([response.statusCode, content(response)]).toEqual([200, { status: "unrouted" }]);
      const line = log.at(-1)!;
      expect(line).toMatchObject({ level: "warn", outcome: "unrouted", statusCode: 200 });
      expect(line.deliveries).toMatchObject([{ outcome: "unrouted" }]);
    }
  });

  it("is unrouted every time, and says so of a callback that has other jobs too", async () => {
    const handler = defineHandler({ onJob: { SplitVideoParts: () => {} } });
    const body = JSON.stringify({ JobsDetail: [jobDetail("j1"), jobDetail("j2", { Tag: "Transcode" })] });
    expect(content(await answer(handler, functionUrlEvent(body)))).toEqual({ status: "unrouted" });
    expect(log[0]!.deliveries).toMatchObject([{ outcome: "accepted" }, { outcome: "unrouted" }]);
    await answer(handler, functionUrlEvent(body));
    expect(log[1]!.deliveries).toMatchObject([{ outcome: "duplicate" }, { outcome: "unrouted" }]);
  });

  it("is not one of a job or run that is still under way, nor the probe", async () => {
    const probe = '{"code":0,"message":"Test request when setting callback url","data":{}}';
    for (const body of [jobBody("j1", { State: "Running" }), probe]) {
      expect(content(await answer(defineHandler({}), functionUrlEvent(body)))).toEqual({ status: "accepted" });
    }
  });
});

describe("configuration", () => {
  it.each([
    ["absent", undefined],
    ["empty", ""],
    ["commas and blanks", " , ,"],
    ["too short", "0123456789abcde"],
    ["short beside a good one", `${SECRET},short`],
    ["with a slash", `${SECRET}/x`],
  ])("without a good secret fails the call instead of opening the door: %s", async (_, secrets) => {
    vi.stubEnv("CI_CALLBACK_SECRETS", secrets);
    const handler = defineHandler({});

    for (let call = 0; call < 2; call++) {
      const failure: unknown = await answer(handler, functionUrlEvent(SEED.xml)).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConfigurationError);
      expect((failure as Error).message).toMatch(/^CI_CALLBACK_SECRETS must hold .*\(got /);
      expect((failure as Error).message).not.toContain(SECRET);
    }
  });

  it.each([
    ["CI_CALLBACK_LOG_LEVEL", "loud", 'must be one of debug, info, warn, error (got "loud")'],
    ["CI_CALLBACK_MAX_BODY_BYTES", "1MB", 'must be a whole number from 1 to 6291456 (got "1MB")'],
    ["CI_CALLBACK_MAX_BODY_BYTES", "6291457", 'must be a whole number from 1 to 6291456 (got "6291457")'],
    ["CI_CALLBACK_MAX_BODY_BYTES", "0", 'must be a whole number from 1 to 6291456 (got "0")'],
  ])("refuses %s=%s", async (name, value, reason) => {
    vi.stubEnv(name, value);
    await expect(answer(defineHandler({}), functionUrlEvent(SEED.xml))).rejects.toThrow(`${name} ${reason}`);
  });

  it("sets what is logged", async () => {
    vi.stubEnv("CI_CALLBACK_LOG_LEVEL", "error");
    const handler = defineHandler({ onOtherJob: (_, ctx) => ctx.log.warn("not written") });

    await answer(handler, functionUrlEvent(SEED.xml));
    await answer(handler, functionUrlEvent("nonsense"));

    expect(log).toEqual([]);
  });
});

describe("routes", () => {
  it.each([{ onJobs: {} }, { onJob: () => {} }, { onOtherJob: {} }, { SplitVideoParts: () => {} }])(
    "that do not exist are refused where they are defined: %j",
    (routes) => {
      const [name] = Object.keys(routes);
      expect(() => defineHandler(routes as Routes)).toThrow(`(got ${name})`);
    },
  );

  it.each([
    ["SplitVideoPart", "SplitVideoParts"],
    ["splitvideoparts", "SplitVideoParts"],
    ["Transcodes", "Transcode"],
    ["ImageOcr", "ImageOCR"],
    ["Dna", "DNA"],
    ["SdrToHdr", "SDRtoHDR"],
    ["DocAigcMetadata", "DocAIGCMetadata"],
  ])("of a tag that does not exist are refused with the nearest known one: %s", (tag, nearest) => {
    expect(() => defineHandler({ onJob: { [tag]: () => {} } })).toThrow(ConfigurationError);
    expect(() => defineHandler({ onJob: { [tag]: () => {} } })).toThrow(`(got ${tag}); did you mean ${nearest}?`);
  });

  it("of a tag that is like none are refused without a guess, and what is no function with its tag", () => {
    const define = (onJob: object) => () => defineHandler({ onJob });
    expect(define({ x: () => {} })).toThrow("(got x) (jobs of a tag that is newer");
    expect(define({ constructor: () => {} })).toThrow("(got constructor)");
    expect(define({ Transcode: {} })).toThrow("onJob.Transcode must be a function (got object)");
    expect(define({ Transcode: null })).toThrow("onJob.Transcode must be a function (got null)");
    expect(() => defineHandler({ onJobb: {} } as never)).toThrow("(got onJobb); did you mean onJob?");
  });

  it("may be undefined: that is no route, and onOtherJob gets the jobs of such a tag", async () => {
    const other = vi.fn();
    const handler = defineHandler({ onJob: { SplitVideoParts: undefined }, onOtherJob: other, onFailedJob: undefined });
    await answer(handler, functionUrlEvent(SEED.xml));
    expect(other).toHaveBeenCalledTimes(1);
  });

  it("get a run when it is over, and not when it starts", async () => {
    const states: string[] = [];
    const handler = defineHandler({ onWorkflow: ({ execution }) => void states.push(execution.state) });
    const body = (EventName: string, State: string) =>
      JSON.stringify({ EventName, WorkflowExecution: { RunId: "i1", WorkflowId: "w1", State } });

    await answer(handler, functionUrlEvent(body("WorkflowStart", "Running")));
    await answer(handler, functionUrlEvent(body("WorkflowFinish", "Failed")));
    await answer(handler, functionUrlEvent(body("WorkflowFinish", "NewState")));
    await answer(handler, functionUrlEvent(body("", "Success")));

    expect(states).toEqual(["Failed", "NewState", "Success"]);
  });

  it("get the jobs that are theirs, and none gets a job that is still on its way", async () => {
    const calls: string[] = [];
    const route = (name: string) => (event: object) =>
      void calls.push(`${name} ${(event as { jobId?: string }).jobId ?? ""}`);
    const handler = defineHandler({
      onJob: { SplitVideoParts: route("split") },
      onOtherJob: route("other"),
      onFailedJob: route("failed"),
      onUnknown: route("unknown"),
      onModeration: route("moderation"),
    });
    const jobs = [
      jobDetail("j1"),
      jobDetail("j2", { Tag: "Transcode" }),
      jobDetail("j3", { Tag: "constructor" }),
      jobDetail("j4", { State: "Failed" }),
      jobDetail("j5", { State: "Cancel", Tag: "NewTag" }),
      jobDetail("j6", { State: "Running" }),
    ];

    await answer(handler, functionUrlEvent(JSON.stringify({ EventName: "TaskFinish", JobsDetail: jobs })));
    await answer(handler, functionUrlEvent('{"EventName":"New"}'));
    await answer(handler, functionUrlEvent('{"code":0,"message":"","data":{"trace_id":"m1","result":0}}'));
    const probe = await answer(
      handler,
      functionUrlEvent('{"code":0,"message":"Test request when setting callback url"}'),
    );

    expect(calls).toEqual(["split j1", "other j2", "other j3", "failed j4", "failed j5", "unknown ", "moderation m1"]);
    expect(content(probe)).toEqual({ status: "accepted" });
    expect(log.map(({ event }) => event)).toEqual(["jobs", "unknown", "moderation", "probe"]);
  });
});

describe("main_handler", () => {
  it("serves the handler that was defined last", async () => {
    const first = vi.fn();
    const second = vi.fn();
    defineHandler({ onOtherJob: first });
    defineHandler({ onOtherJob: second });

    await answer(main_handler, functionUrlEvent(SEED.xml));

    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(1);
  });

  it("authenticates, parses and logs when none is defined", async () => {
    vi.resetModules();
    const fresh = await vi.importActual<typeof Handler>("../../handler");

    expect((await answer(fresh.main_handler, functionUrlEvent(SEED.xml))).statusCode).toBe(200);
    expect((await answer(fresh.main_handler, functionUrlEvent(SEED.xml, { path: "/x" }))).statusCode).toBe(404);
    expect((await answer(fresh.main_handler, functionUrlEvent("nonsense"))).statusCode).toBe(400);
    expect(log.map(({ outcome }) => outcome)).toEqual(["unrouted", "refused", "refused"]);
  });
});
