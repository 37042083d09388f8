import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Routes } from "../../handler";
import { ConfigurationError, defineHandler } from "../../handler";
import { answer, captureLog, content, functionUrlEvent, jobBody, jobDetail, SECRET, SEED } from "./support";

let log: Record<string, unknown>[];

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("an unrouted callback", () => {
  it("is answered 200 with its own outcome, logged as a warning", async () => {
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

  it("is not a duplicate of a job whose id and state give the same text when joined", async () => {
    const jobs: unknown[] = [];
    const handler = defineHandler({ onUnknown: (event) => void jobs.push(event) });
    await answer(handler, functionUrlEvent(jobBody("a b", { State: "c" })));
    await answer(handler, functionUrlEvent(jobBody("a", { State: "b c" })));
    expect(jobs).toHaveLength(2);
  });

  it("is unrouted at every delivery, also next to routed jobs of the callback", async () => {
    const handler = defineHandler({ onJob: { SplitVideoParts: () => {} } });
    const body = JSON.stringify({ JobsDetail: [jobDetail("j1"), jobDetail("j2", { Tag: "Transcode" })] });
    expect(content(await answer(handler, functionUrlEvent(body)))).toEqual({ status: "unrouted" });
    expect(log[0]!.deliveries).toMatchObject([{ outcome: "accepted" }, { outcome: "unrouted" }]);
    await answer(handler, functionUrlEvent(body));
    expect(log[1]!.deliveries).toMatchObject([{ outcome: "duplicate" }, { outcome: "unrouted" }]);
  });

  it("is neither that of a running job or workflow run, nor the probe", async () => {
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
  ])("without a valid secret fails the call instead of accepting any request: %s", async (_, secrets) => {
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

  it("sets the log level", async () => {
    vi.stubEnv("CI_CALLBACK_LOG_LEVEL", "error");
    const handler = defineHandler({ onOtherJob: (_, ctx) => ctx.log.warn("not written") });

    await answer(handler, functionUrlEvent(SEED.xml));
    await answer(handler, functionUrlEvent("nonsense"));

    expect(log).toEqual([]);
  });
});

describe("routes", () => {
  it.each([{ onJobs: {} }, { onJob: () => {} }, { onOtherJob: {} }, { SplitVideoParts: () => {} }])(
    "that do not exist are refused at their definition: %j",
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

  it("of a tag unlike any other are refused without a suggestion, and non-functions with their tag", () => {
    const define = (onJob: object) => () => defineHandler({ onJob });
    expect(define({ x: () => {} })).toThrow("(got x) (onOtherJob gets the jobs of newer tags");
    expect(define({ constructor: () => {} })).toThrow("(got constructor)");
    expect(define({ Transcode: {} })).toThrow("onJob.Transcode must be a function (got object)");
    expect(define({ Transcode: null })).toThrow("onJob.Transcode must be a function (got null)");
    expect(() => defineHandler({ onJobb: {} } as never)).toThrow("(got onJobb); did you mean onJob?");
  });

  it("may be undefined: onOtherJob then gets the jobs of the tag", async () => {
    const other = vi.fn();
    const handler = defineHandler({ onJob: { SplitVideoParts: undefined }, onOtherJob: other, onFailedJob: undefined });
    await answer(handler, functionUrlEvent(SEED.xml));
    expect(other).toHaveBeenCalledTimes(1);
  });

  it("get a run at its end, not at its start", async () => {
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

  it("get their own finished jobs, and no unfinished job", async () => {
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
