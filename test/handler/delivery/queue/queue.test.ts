import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineHandler, PermanentError } from "../../../../handler";
import type { Routes, ScfFunction } from "../../../../handler";
import { captureLog, functionUrlEvent, jobBody, jobDetail, SECRET, SEED } from "../../support";
import { cmqEvent, kafkaEvent, skipWaits } from "./support";

const CONTEXT = { request_id: "request-1", time_limit_in_ms: 10_000 };

let log: Record<string, unknown>[];

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_INGRESS", "queue");
  vi.stubEnv("CI_CALLBACK_SECRETS", "");
  log = captureLog();
  skipWaits();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Calls the function as its trigger does: again with the same batch while it fails, `retries` times. */
async function consume(handler: ScfFunction, event: object, retries = 100): Promise<number> {
  for (let calls = 1; ; calls++) {
    try {
      await handler(event, CONTEXT);
      return calls;
    } catch (error) {
      expect((error as Error).name).toBe("BatchError");
      if (calls > retries) return calls;
    }
  }
}

const outcomes = (): unknown[] => log.filter(({ message }) => message === "callback").map(({ outcome }) => outcome);

function jobIdsOf(route: (job: { readonly jobId: string }) => void): Routes {
  return { onOtherJob: route };
}

describe("a batch of messages", () => {
  it.each([
    ["CKafka", kafkaEvent([SEED.xml])],
    ["CKafka with Partition for partition", kafkaEvent([SEED.json], { partition: undefined, Partition: 1 })],
    ["CMQ", cmqEvent([SEED.json])],
    ["CKafka with Base64", kafkaEvent([Buffer.from(SEED.xml).toString("base64")])],
    ["CKafka with a parsed object", kafkaEvent([JSON.parse(jobBody("j1"))])],
    // https://cloud.tencent.com/document/product/1496/65109
    [
      "CMQ's form for subscribers",
      kafkaEvent([JSON.stringify({ TopicOwner: 1, topicName: "t", msgId: "6", msgBody: SEED.xml })]),
    ],
    ["the same with Base64", cmqEvent([JSON.stringify({ msgBody: Buffer.from(SEED.json).toString("base64") })])],
  ])("reaches user code without a secret: %s", async (_, event) => {
    const onSplit = vi.fn();

    const answer = await defineHandler({ onJob: { SplitVideoParts: onSplit } })(event, CONTEXT);

    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"accepted"}' });
    expect(onSplit).toHaveBeenCalledTimes(1);
    expect(outcomes()).toEqual(["accepted"]);
  });

  it("is logged with topic, partition and offset, one line for each message", async () => {
    await defineHandler({ onOtherJob: () => {} })(kafkaEvent([jobBody("j1"), jobBody("j2")]), CONTEXT);

    expect(log).toMatchObject(
      [0, 1].map((offset) => ({
        ...{ message: "callback", level: "info", requestId: "request-1", event: "jobs", outcome: "accepted" },
        ...{ topic: "ci-callbacks", partition: 1, offset },
        deliveries: [{ jobId: `j${offset + 1}`, outcome: "accepted" }],
      })),
    );
  });

  it("skips a message that is not a callback, without failing", async () => {
    const route = vi.fn();
    const unrelated = ["Hello from Ckafka!", "", "null", "[]", "{}", SEED.xml.slice(0, 300), undefined, null, 7, {}];
    const event = kafkaEvent([...unrelated, jobBody("j1")]);

    expect(await consume(defineHandler(jobIdsOf(route)), event)).toBe(1);

    expect(route).toHaveBeenCalledTimes(1);
    expect(outcomes()).toEqual([...unrelated.map(() => "refused"), "accepted"]);
  });

  it("skips a message that exceeds the limits", async () => {
    vi.stubEnv("CI_CALLBACK_MAX_BODY_BYTES", "400");
    vi.stubEnv("CI_CALLBACK_MAX_JOBS", "1");
    const route = vi.fn();
    const twoJobs = JSON.stringify({ EventName: "TaskFinish", JobsDetail: [jobDetail("a"), jobDetail("b")] });
    const event = kafkaEvent([jobBody("long", { UserData: "x".repeat(400) }), twoJobs, jobBody("j1")]);

    expect(await consume(defineHandler(jobIdsOf(route)), event)).toBe(1);

    expect(route.mock.calls.map(([job]) => (job as { jobId: string }).jobId)).toEqual(["j1"]);
    expect(outcomes()).toEqual(["refused", "refused", "accepted"]);
  });

  it("repeats only failed deliveries, and continues after a failure", async () => {
    const calls: string[] = [];
    const handler = defineHandler(
      jobIdsOf(({ jobId }) => {
        calls.push(jobId);
        if (jobId === "flaky" && calls.filter((id) => id === jobId).length < 3) throw new Error("not yet");
      }),
    );

    expect(await consume(handler, kafkaEvent(["a", "flaky", "b"].map((id) => jobBody(id))))).toBe(3);

    expect(calls).toEqual(["a", "flaky", "b", "flaky", "flaky"]);
  });

  it("does not run a copy of a failed message before the message itself", async () => {
    const route = vi.fn().mockRejectedValueOnce(new Error("not yet"));

    expect(await consume(defineHandler(jobIdsOf(route)), kafkaEvent([jobBody("a"), jobBody("a")]))).toBe(2);

    expect(route).toHaveBeenCalledTimes(2);
  });

  it("gives up on a message with an alarm after its last attempt, so that the partition continues", async () => {
    vi.stubEnv("CI_CALLBACK_ATTEMPTS", "3");
    const onDead = vi.fn();
    const attempts: number[] = [];
    const handler = defineHandler(
      {
        onOtherJob: ({ jobId }, ctx) => {
          if (jobId !== "poison") return;
          attempts.push(ctx.attempt);
          throw new Error("always");
        },
      },
      { onDead },
    );

    expect(await consume(handler, kafkaEvent([jobBody("poison"), jobBody("a")]))).toBe(3);

    expect(attempts).toEqual([1, 2, 3]);
    expect(onDead.mock.calls).toEqual([
      [{ key: "job poison Success", attempts: 3, error: { name: "Error", message: "always" } }],
    ]);
    expect(log.filter(({ message }) => message === "callback dead")).toMatchObject([{ level: "error", attempts: 3 }]);
  });

  it("gives up at once on a permanent failure", async () => {
    const route = vi.fn().mockRejectedValue(new PermanentError("no such order"));

    expect(await consume(defineHandler(jobIdsOf(route)), kafkaEvent([jobBody("a")]))).toBe(1);

    expect(route).toHaveBeenCalledTimes(1);
    expect(outcomes()).toEqual(["dead"]);
  });

  it("leaves messages to the next call if the time runs out", async () => {
    const route = vi.fn();
    const event = kafkaEvent(["a", "b", "c"].map((id) => jobBody(id)));
    const handler = defineHandler(jobIdsOf(route));
    let remainingMs = 10_000;
    const context = { request_id: "r", getRemainingTimeInMillis: () => (remainingMs -= 3_000) };

    await expect(handler(event, context)).rejects.toThrow("1 of 3 messages are left to the next call");
    expect(await consume(handler, event)).toBe(1);

    expect(route).toHaveBeenCalledTimes(3);
  });
});

describe("an event of another ingress", () => {
  it("is refused behind a queue: a request with the right secret, an object of COS", async () => {
    vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
    const route = vi.fn();
    const handler = defineHandler(jobIdsOf(route));

    for (const event of [functionUrlEvent(jobBody("a")), { Records: [{ cos: {} }] }, { Records: [] }, undefined]) {
      expect(await handler(event, CONTEXT)).toMatchObject({ statusCode: 400 });
    }

    expect(route).not.toHaveBeenCalled();
    expect(log.map(({ level, message }) => [level, message])).toEqual(Array(4).fill(["error", "batch"]));
  });

  it.each([
    ["CKafka", kafkaEvent([jobBody("a")])],
    ["CMQ", cmqEvent([jobBody("a")])],
  ])("is refused behind a URL: %s", async (_, event) => {
    vi.stubEnv("CI_CALLBACK_INGRESS", "");
    vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
    const route = vi.fn();

    expect(await defineHandler(jobIdsOf(route))(event, CONTEXT)).toMatchObject({ statusCode: 400 });

    expect(route).not.toHaveBeenCalled();
  });
});

it("refuses a configuration without a valid ingress or number of attempts", async () => {
  vi.stubEnv("CI_CALLBACK_INGRESS", "kafka");
  await expect(defineHandler({})({}, CONTEXT)).rejects.toThrow(
    'CI_CALLBACK_INGRESS must be url or queue (got "kafka")',
  );
  vi.stubEnv("CI_CALLBACK_INGRESS", "queue");
  vi.stubEnv("CI_CALLBACK_ATTEMPTS", "0");
  await expect(defineHandler({})({}, CONTEXT)).rejects.toThrow("CI_CALLBACK_ATTEMPTS");
});
