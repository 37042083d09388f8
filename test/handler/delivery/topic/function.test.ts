import { describe, expect, it, vi } from "vitest";
import { PermanentError } from "../../../../handler";
import type { Job } from "../../../../handler";
import { jobBody, jobDetail } from "../../support";
import { kafkaEvent } from "../queue/support";
import { inboxEvent, RETRY, setUp } from "./support";

const outcomes = (lines: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  lines.filter(({ message }) => message === "callback").map(({ outcome }) => outcome);

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a batch of a topic with durable delivery", () => {
  it("runs user code and archives each callback, without writing to the inbox", async () => {
    const route = vi.fn();
    const { store, call, lines } = setUp({ onOtherJob: route });

    expect(await call(kafkaEvent(["a", "b"].map((id) => jobBody(id))))).toEqual({ status: "accepted" });

    expect(route).toHaveBeenCalledTimes(2);
    expect(store.names("done/")).toEqual(["done/job_a_Success", "done/job_b_Success"]);
    expect(store.log.filter((line) => /^(create|put) inbox/.test(line))).toEqual([]);
    expect(lines).toMatchObject(
      [0, 1].map((offset) => ({
        ...{ level: "info", message: "callback", topic: "ci-callbacks", partition: 1, offset },
        ...{ event: "jobs", outcome: "accepted" },
      })),
    );
  });

  it("leaves a failed callback to the inbox, where its next attempt is due later", async () => {
    const route = vi.fn().mockRejectedValueOnce(new Error("not yet"));
    const { store, call, lines } = setUp({ onOtherJob: route });

    await call(kafkaEvent([jobBody("a"), jobBody("b")]));
    expect(outcomes(lines).sort()).toEqual(["accepted", "stored"]);
    const [waiting] = store.names("inbox/");
    await call(inboxEvent(waiting!)); // it is not due yet
    expect(store.names("inbox/")).toEqual([waiting]);
    store.now += RETRY.firstDelayMs;
    await call(inboxEvent(waiting!));

    expect(route.mock.calls.map(([, context]) => (context as { attempt: number }).attempt).sort()).toEqual([1, 1, 2]);
    expect(store.names("inbox/")).toEqual([]);
    expect(store.names("done/")).toHaveLength(2);
  });

  it("archives a permanent failure as dead, with an alarm", async () => {
    const onDead = vi.fn();
    const { store, call, lines } = setUp({ onOtherJob: () => Promise.reject(new PermanentError("no")) }, { onDead });

    await call(kafkaEvent([jobBody("a")]));

    expect(store.names("dead/")).toEqual(["dead/job_a_Success"]);
    expect(onDead).toHaveBeenCalledTimes(1);
    expect(outcomes(lines)).toEqual(["dead"]);
  });

  it("recognises a callback that another instance handled before, and one that is twice in a batch", async () => {
    const route = vi.fn();
    const { instance, lines } = setUp({ onOtherJob: route });

    await instance()(kafkaEvent([jobBody("a"), jobBody("a")]));
    await instance()(kafkaEvent([jobBody("a")]));

    expect(route).toHaveBeenCalledTimes(1);
    expect(outcomes(lines).sort()).toEqual(["accepted", "duplicate", "duplicate"]);
  });

  it("gives each job of a callback with several jobs its own key", async () => {
    const ids: string[] = [];
    const { store, call, lines } = setUp({ onOtherJob: (job: Job) => void ids.push(job.jobId) });
    const body = JSON.stringify({ EventName: "TaskFinish", JobsDetail: ["a", "b", "c"].map((id) => jobDetail(id)) });

    await call(kafkaEvent([jobBody("b"), body]));

    expect(ids.sort()).toEqual(["a", "b", "c"]);
    expect(store.names("done/")).toEqual(["a", "b", "c"].map((id) => `done/job_${id}_Success`));
    expect(outcomes(lines)).toEqual(["accepted", "accepted"]);
  });

  it("skips messages that are not callbacks", async () => {
    const route = vi.fn();
    const { store, call, lines } = setUp({ onOtherJob: route });
    const unrelated = ["Hello from Ckafka!", "", "{}", jobBody("a").slice(0, 60), undefined, 7];

    await call(kafkaEvent([...unrelated, jobBody("a")]));

    expect(route).toHaveBeenCalledTimes(1);
    expect(outcomes(lines)).toEqual([...unrelated.map(() => "refused"), "accepted"]);
    expect(store.names("journal/")).toHaveLength(3);
  });

  it("fails the batch after a wait while the bucket cannot be reached, and loses nothing", async () => {
    const route = vi.fn();
    const { store, call, lines } = setUp({ onOtherJob: route });
    await call(kafkaEvent([jobBody("before")]));
    store.before = () => {
      throw new Error("COS is away");
    };
    const event = kafkaEvent(["a", "b"].map((id) => jobBody(id)));
    const began = store.now;

    await expect(call(event)).rejects.toThrow("2 messages could not be stored; the platform repeats the batch");
    const firstWait = store.now - began;
    await expect(call(event)).rejects.toThrow("the platform repeats the batch");
    expect(store.now - began - firstWait).toBe(2 * firstWait);
    expect(lines.filter(({ message }) => message === "batch")).toMatchObject([{ level: "error" }, { level: "error" }]);
    store.before = () => {};
    await call(event);

    expect(route).toHaveBeenCalledTimes(3);
    expect(store.names("done/")).toHaveLength(3);
  });

  it("stores a callback with an unreadable journal, so that its partition continues", async () => {
    const route = vi.fn();
    const { store, call } = setUp({ onOtherJob: route });
    store.write("journal/job_a_Success/0001", "damaged");

    await call(kafkaEvent([jobBody("a"), jobBody("b")]));

    expect(store.names("inbox/")).toEqual(["inbox/job_a_Success"]);
    expect(store.names("done/")).toEqual(["done/job_b_Success"]);
  });

  it("runs user code one call at a time, while other callbacks are claimed", async () => {
    let running = 0;
    let claimedMeanwhile = 0;
    const { store, call } = setUp({
      onOtherJob: async () => {
        expect(++running).toBe(1);
        for (let turn = 0; turn < 20; turn++) await nextTurn();
        claimedMeanwhile ||= store.names("journal/").filter((name) => name.endsWith("/0001")).length;
        running--;
      },
    });

    await call(kafkaEvent(Array.from({ length: 20 }, (_, index) => jobBody(`j${index}`))));

    expect(claimedMeanwhile).toBeGreaterThan(8);
    expect(store.names("done/")).toHaveLength(20);
  });

  it("begins no user code after half of the function's time: the rest goes to the inbox, due at once", async () => {
    const { store, call, lines } = setUp({ onOtherJob: () => void (store.now += 8_000) });
    const ids = Array.from({ length: 40 }, (_, index) => `j${index}`);

    await call(kafkaEvent(ids.map((id) => jobBody(id))));

    expect(store.names("done/")).toHaveLength(2);
    expect(store.names("inbox/")).toHaveLength(38);
    for (const name of store.names("inbox/")) await call(inboxEvent(name));
    expect(store.names("inbox/")).toEqual([]);
    expect(store.names("done/")).toHaveLength(40);
    expect(outcomes(lines).filter((outcome) => outcome === "stored")).toHaveLength(38);
  });

  it("accepts events of the inbox, and refuses others", async () => {
    const { call } = setUp({});

    expect(await call(inboxEvent("inbox/job_gone_Success"))).toEqual({ status: "accepted" });
    expect(await call({ httpMethod: "POST" })).toMatchObject({ status: "error" });
  });
});
