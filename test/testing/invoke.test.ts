import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { defineHandler, shots } from "../../handler";
import { invoke, sampleCallback, sampleEvents, sampleTags } from "../../testing";

// `invoke` sets a secret where the environment has none, and leaves it there: the handler keeps its own.
beforeAll(() => void vi.stubEnv("CI_CALLBACK_SECRETS", undefined));

describe("invoke", () => {
  it("returns the answer, the log and the called route", async () => {
    const handler = defineHandler({
      onJob: { SplitVideoParts: (job, ctx) => ctx.log.info("shots", { count: shots(job).length }) },
    });

    const { status, answer, log, route, calls } = await invoke(handler, sampleCallback("SplitVideoParts"));

    expect(status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ status: "accepted" });
    expect(log.map(({ message }) => message)).toEqual(["shots", "callback"]);
    expect(route).toBe("onJob.SplitVideoParts");
    expect(calls).toMatchObject([{ event: { tag: "SplitVideoParts", state: "Success" } }]);
  });

  it("reports a route that fails, and a callback without a route", async () => {
    const broken = new Error("no");
    const handler = defineHandler({ onFailedJob: () => Promise.reject(broken) });

    const failed = await invoke(handler, sampleCallback("Transcode", { failed: true }));
    expect([failed.status, failed.route, failed.calls[0]?.error]).toEqual([500, "onFailedJob", broken]);

    const unrouted = await invoke(handler, sampleCallback("Transcode"));
    expect([unrouted.status, unrouted.route, unrouted.calls]).toEqual([200, undefined, []]);
    expect(JSON.parse(unrouted.answer.body)).toEqual({ status: "unrouted" });
  });

  it("recognises duplicates as an instance of the function does", async () => {
    const handler = defineHandler({ onOtherJob: () => {} });
    const body = sampleCallback("Snapshot");
    const answers = [await invoke(handler, body), await invoke(handler, body)];
    expect(answers.map(({ answer, calls }) => [JSON.parse(answer.body) as unknown, calls.length])).toEqual([
      [{ status: "accepted" }, 1],
      [{ status: "duplicate" }, 0],
    ]);
  });

  it("separates concurrent calls, and leaves other output unchanged", async () => {
    const output: string[] = [];
    const write = Object.getOwnPropertyDescriptor(process.stdout, "write");
    process.stdout.write = (text) => output.push(String(text)) > 0;
    onTestFinished(() => {
      if (write) Object.defineProperty(process.stdout, "write", write);
      else delete (process.stdout as { write?: unknown }).write;
    });
    const handler = defineHandler({
      onOtherJob: async (job, ctx) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        ctx.log.info(job.tag);
        process.stdout.write("other\n");
      },
    });

    const results = await Promise.all(["Snapshot", "Concat"].map((tag) => invoke(handler, sampleCallback(tag))));

    expect(results.map(({ log }) => log[0]?.message)).toEqual(["Snapshot", "Concat"]);
    expect(output).toEqual(["other\n", "other\n"]);
  });

  it("replaces ctx.ci", async () => {
    const handler = defineHandler({
      onUnknown: async (_event, ctx) => ctx.log.info("job", { ...(await ctx.ci.getJob("j1")) }),
    });
    const ci = { getJob: (jobId: string) => Promise.resolve({ jobId, tag: "Tts" } as never) };
    const { log } = await invoke(handler, { EventName: "Newer", X: 1 }, { ci });
    expect(log[0]).toMatchObject({ message: "job", jobId: "j1", tag: "Tts" });
  });

  it.each([
    ["bytes", Buffer.from(sampleCallback("Tts", { format: "json" })), 200],
    ["an object", { EventName: "TaskFinish", JobsDetail: [] }, 200],
    ["what is no callback", "hello", 400],
  ])("answers %s", async (_case, body, status) => {
    const handler = defineHandler({ onOtherJob: () => {} });
    expect((await invoke(handler, body)).status).toBe(status);
  });

  it("restores the output and the environment", async () => {
    const before = Object.getOwnPropertyDescriptor(process.stdout, "write");
    await invoke(defineHandler({}), "x", { environment: { CI_CALLBACK_LOG_LEVEL: "error" } });
    expect(Object.getOwnPropertyDescriptor(process.stdout, "write")).toEqual(before);
    expect(process.env.CI_CALLBACK_LOG_LEVEL).toBeUndefined();
  });

  it("refuses a function that defineHandler did not create", async () => {
    await expect(invoke((() => {}) as never, "x")).rejects.toThrow(
      "invoke takes the result of defineHandler (got function)",
    );
  });
});

describe("samples", () => {
  const received = async (body: string): Promise<unknown> => {
    const take = (): void => {};
    const routes = { onOtherJob: take, onModeration: take, onUnknown: take, onWorkflow: take };
    return (await invoke(defineHandler(routes), body)).calls[0]?.event;
  };

  it.each(sampleTags)("of %s reach a route in both formats", async (tag) => {
    const set = {
      "JobsDetail.Operation.UserData": "order 17",
      "JobsDetail.Input.Object": "a & b.mp4",
      "JobsDetail.New.Field": 1,
    };
    for (const format of ["xml", "json"] as const) {
      const event = await received(sampleCallback(tag, { format, set }));
      expect(event).toMatchObject({ tag, state: "Success", userData: "order 17", input: { object: "a & b.mp4" } });
    }
  });

  it.each(sampleEvents.filter((name) => name !== "Probe"))("of %s reach a route", async (name) => {
    const set = { "JobsDetail.DataId": "17" };
    expect(await received(sampleCallback(name, { set }))).toMatchObject({ type: "moderation", eventName: name });
  });

  it("remove a field, and select items of lists", () => {
    const body = sampleCallback("Transcode", {
      format: "json",
      set: { "JobsDetail.0.QueueId": undefined, "JobsDetail.Operation.Watermark.1.Type": "Text" },
    });
    const [job] = (JSON.parse(body) as { JobsDetail: [{ QueueId?: string; Operation: { Watermark: unknown } }] })
      .JobsDetail;
    expect(job).not.toHaveProperty("QueueId");
    expect(JSON.stringify(job.Operation.Watermark)).toContain('"Text"');
  });

  it.each([
    ["JobsDetail.State.Deeper", /must go through objects and lists .*State is "Success"/],
    ["JobsDetail..State", /must be names of fields/],
    ["__proto__.polluted", /must be names of fields/],
  ])("refuse the path %s", (path, message) => {
    expect(() => sampleCallback("Tts", { set: { [path]: "x" } })).toThrow(message);
  });
});
