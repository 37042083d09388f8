import { describe, expect, it } from "vitest";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { workerFunction } from "../../../../handler/delivery/durable/worker-function";
import type { WorkerFunctionOptions } from "../../../../handler/delivery/durable/worker-function";
import { UserCode } from "../../../../handler/delivery/user-code";
import type { ScfContext } from "../../../../handler/call";
import type { Routes } from "../../../../handler/dispatch";
import { MemoryStore } from "./memory-store";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
const RETRY = { maxAttempts: 1, firstDelayMs: 1000, maxDelayMs: 1000 };
const CONFIG = { inbox: BUCKET, prefix: "p/", retry: RETRY, settleMs: 0, slackMs: 0 };
const LIMITS = { secrets: [], logLevel: "error", maxBodyBytes: 1_000_000, allowedCidrs: [], verify: false } as const;
const silent = (): void => {};

/** A worker; `call` puts a job's callback into the inbox and calls the worker. */
function setUp(routes: Routes = {}, more: Pick<WorkerFunctionOptions, "onDead"> = {}) {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const userCode = new UserCode({ ...LIMITS, ...BUCKET }, routes);
  const worker = workerFunction({ config: CONFIG, store, journal, clock: store.clock, userCode, ...more });
  const errors: string[] = [];
  const log = { debug: silent, info: silent, warn: silent, error: (message: string) => void errors.push(message) };
  const call = async (id: string, scf: ScfContext = {}): Promise<object> => {
    const key = `job_${id}_Success`;
    const job = { JobId: id, Tag: "Snapshot", State: "Success" };
    const body = Buffer.from(JSON.stringify({ EventName: "TaskFinish", JobsDetail: [job] }));
    await accept(store, { head: { key, source: "callback", receivedAt: 0, headers: {} }, body });
    const event = { Records: [{ cos: { cosObject: { key: `/1250000000/media/p/inbox/${key}` } } }] };
    return worker(event, { scf, startedAt: store.now, log });
  };
  return { store, call, errors };
}

describe("the worker's function", () => {
  it("checks again after five minutes whether the bucket refuses to create an object twice", async () => {
    const { store, call } = setUp();
    await call("j1");
    await call("j2");
    const probes = (): number => store.log.filter((line) => line === "create state/created-once").length;
    const atFirst = probes();
    const create = store.create.bind(store);
    store.create = (name, content) => create(name, content).then(() => true); // versioning is enabled now
    store.now += 5 * 60_000;
    await expect(call("j3")).rejects.toThrow("must refuse to create an object twice");
    expect(atFirst).toBe(2); // the first check creates the object
    expect(store.names("inbox/")).toEqual(["inbox/job_j3_Success"]);
  });

  it("archives a dead callback even if onDead does not end", async () => {
    const onOtherJob = (): Promise<never> => Promise.reject(new Error("no"));
    const { store, call, errors } = setUp({ onOtherJob }, { onDead: () => new Promise(() => {}) });
    await call("j1", { getRemainingTimeInMillis: () => 40 });
    expect(store.names("dead/")).toEqual(["dead/job_j1_Success"]);
    expect(store.names("inbox/")).toEqual([]);
    expect(errors).toEqual(["callback dead", "onDead failed"]);
  });
});
