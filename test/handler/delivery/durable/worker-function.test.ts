import { describe, expect, it } from "vitest";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { workerFunction } from "../../../../handler/delivery/durable/worker-function";
import { UserCode } from "../../../../handler/delivery/user-code";
import { MemoryStore } from "./memory-store";

const PLACE = { bucket: "media-1250000000", region: "ap-guangzhou" };
const silent = (): void => {};

describe("the worker's function", () => {
  it("looks again after five minutes whether the bucket refuses to create an object twice", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    const retry = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 1000 };
    const config = { inbox: PLACE, prefix: "p/", retry, settleMs: 0, slackMs: 0 };
    const limits = {
      secrets: [],
      logLevel: "error",
      maxBodyBytes: 1_000_000,
      allowedCidrs: [],
      verify: false,
    } as const;
    const userCode = new UserCode({ ...limits, ...PLACE }, {});
    const work = workerFunction({ config, store, journal, clock: store.clock, userCode });
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const call = async (id: string): Promise<object> => {
      const key = `job_${id}_Success`;
      const body = JSON.stringify({
        EventName: "TaskFinish",
        JobsDetail: [{ JobId: id, Tag: "Snapshot", State: "Success" }],
      });
      await accept(store, { head: { key, source: "callback", receivedAt: 0, headers: {} }, body: Buffer.from(body) });
      const event = { Records: [{ cos: { cosObject: { key: `/1250000000/media/p/inbox/${key}` } } }] };
      return work(event, { scf: {}, startedAt: store.now, log });
    };
    await call("j1");
    await call("j2");
    const probes = (): number => store.log.filter((line) => line === "create state/created-once").length;
    const atFirst = probes();
    const create = store.create.bind(store);
    store.create = (name, content) => create(name, content).then(() => true); // versioning is enabled now
    store.now += 5 * 60_000;
    await expect(call("j3")).rejects.toThrow("must refuse to create an object twice");
    expect(atFirst).toBe(2); // the first one ever makes the object
    expect(store.names("inbox/")).toEqual(["inbox/job_j3_Success"]);
  });

  it("puts a callback away that is given up though the alarm for it does not end", async () => {
    const store = new MemoryStore();
    const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
    const retry = { maxAttempts: 1, firstDelayMs: 1000, maxDelayMs: 1000 };
    const config = { inbox: PLACE, prefix: "p/", retry, settleMs: 0, slackMs: 0 };
    const limits = {
      secrets: [],
      logLevel: "error",
      maxBodyBytes: 1_000_000,
      allowedCidrs: [],
      verify: false,
    } as const;
    const onOtherJob = (): Promise<never> => Promise.reject(new Error("no"));
    const errors: string[] = [];
    const log = { debug: silent, info: silent, warn: silent, error: (message: string) => void errors.push(message) };
    const work = workerFunction({
      ...{ config, store, journal, clock: store.clock },
      userCode: new UserCode({ ...limits, ...PLACE }, { onOtherJob }),
      onDead: () => new Promise(() => {}),
    });
    const body = '{"EventName":"TaskFinish","JobsDetail":[{"JobId":"j1","Tag":"Snapshot","State":"Success"}]}';
    const head = { key: "job_j1_Success", source: "callback", receivedAt: 0, headers: {} } as const;
    await accept(store, { head, body: Buffer.from(body) });
    const event = { Records: [{ cos: { cosObject: { key: "/1250000000/media/p/inbox/job_j1_Success" } } }] };
    await work(event, { scf: { getRemainingTimeInMillis: () => 40 }, startedAt: store.now, log });
    expect(store.names("dead/")).toEqual(["dead/job_j1_Success"]);
    expect(store.names("inbox/")).toEqual([]);
    expect(errors).toEqual(["callback dead", "onDead failed"]);
  });
});
