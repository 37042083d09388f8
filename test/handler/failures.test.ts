import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Routes } from "../../handler";
import { defineHandler } from "../../handler";
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
    const route = vi.fn();
    const routes: Routes = {
      onJob: { SplitVideoParts: route },
      onOtherJob: route,
      onFailedJob: route,
      onUnknown: route,
    };

    const response = await answer(defineHandler(routes), event);

    expect(response.statusCode).toBe(status);
    expect(content(response)).toEqual({ status: "error", error });
    expect(response.headers.allow).toBe(status === 405 ? "POST" : undefined);
    expect(route).not.toHaveBeenCalled();
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
  it("is answered 500 with a fixed sentence; only the log contains the cause", async () => {
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
    expect(delivery!.error.stack).toContain("failures.test.ts");
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

  it("does not affect the other jobs of the callback, and only the failed job runs again", async () => {
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
