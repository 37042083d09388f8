import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Handler from "../../handler";
import { defineHandler, main_handler } from "../../handler";
import { answer, apiGatewayEvent, captureLog, content, functionUrlEvent, jobBody, SECRET, SEED } from "./support";

let log: Record<string, unknown>[];

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

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

  it("is also accepted with the previous secret while both are configured", async () => {
    vi.stubEnv("CI_CALLBACK_SECRETS", `new-secret-0123456789, ${SECRET}`);
    const handler = defineHandler({});

    expect((await answer(handler, functionUrlEvent(SEED.xml))).statusCode).toBe(200);
    expect((await answer(handler, functionUrlEvent(SEED.xml, { path: "/new-secret-0123456789" }))).statusCode).toBe(
      200,
    );
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

  it("waits for a simultaneous first delivery and shares its result", async () => {
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
    const onFailedJob = vi.fn();
    const onWorkflow = vi.fn();
    const handler = defineHandler({ onOtherJob: () => {}, onFailedJob: onFailedJob, onWorkflow: onWorkflow });
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
    expect(onFailedJob).toHaveBeenCalledTimes(1);
    expect(onWorkflow).toHaveBeenCalledTimes(2);
  });

  it("is no longer recognized after more deliveries than the instance remembers", async () => {
    const route = vi.fn();
    const handler = defineHandler({ onOtherJob: route }, { remembered: 2 });

    for (const id of ["j1", "j2", "j3", "j3", "j2", "j1"]) await answer(handler, functionUrlEvent(jobBody(id)));

    expect(route.mock.calls.map(([job]) => (job as { jobId: string }).jobId)).toEqual(["j1", "j2", "j3", "j1"]);
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
