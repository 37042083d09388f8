import { describe, expect, it, vi } from "vitest";
import type { Config } from "../../../../handler/config";
import type { CallbackContext } from "../../../../handler/context";
import { runUserCode } from "../../../../handler/delivery/durable/run";
import { UserCode } from "../../../../handler/delivery/user-code";
import type { Routes } from "../../../../handler/dispatch";
import { PermanentError } from "../../../../handler/errors";
import type { Log } from "../../../../handler/log";

const config: Config = {
  secrets: [],
  logLevel: "error",
  maxBodyBytes: 1_000_000,
  allowedCidrs: [],
  verify: false,
  bucket: "media-1250000000",
  region: "ap-guangzhou",
};
const silent = vi.fn();
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const JOB =
  "<Response><EventName>TaskFinish</EventName><JobsDetail><JobId>j1</JobId><Tag>Snapshot</Tag><State>Success</State></JobsDetail></Response>";

function run(routes: Routes, body: string, delivery: { attempt?: number; source?: "reconciled" } = {}) {
  const { attempt = 1, source = "callback" } = delivery;
  const envelope = { head: { key: "k", source, receivedAt: 0, headers: {} }, body: Buffer.from(body) } as const;
  const call = { scf: { request_id: "r1" }, startedAt: Date.now(), log };
  return runUserCode(new UserCode(config, routes), envelope, { key: "k", attempt }, call);
}

describe("runUserCode", () => {
  it("passes attempt, idempotency key and source to user code", async () => {
    const contexts: CallbackContext[] = [];
    const routes: Routes = { onOtherJob: (_, ctx) => void contexts.push(ctx) };
    expect(await run(routes, JOB, { attempt: 3, source: "reconciled" })).toEqual({ unrouted: false });
    expect(contexts).toMatchObject([
      { attempt: 3, idempotencyKey: "job j1 Success", source: "reconciled", requestId: "r1" },
    ]);
  });

  it("returns the error of user code", async () => {
    const routes: Routes = { onOtherJob: () => Promise.reject(new TypeError("no database")) };
    const error = { name: "TypeError", message: "no database" };
    expect(await run(routes, JOB)).toEqual({ error, permanent: false });
  });

  it("recognizes permanent failures", async () => {
    const refusing: Routes = {
      onOtherJob: () => {
        throw new PermanentError("no such order");
      },
    };
    expect(await run(refusing, JOB)).toMatchObject({
      permanent: true,
      error: { name: "PermanentError", message: "no such order" },
    });
    class Twin extends Error {
      override readonly name = "PermanentError"; // of a second copy of this library in the bundle
    }
    const twin: Routes = { onOtherJob: () => Promise.reject(new Twin("no such order")) };
    expect(await run(twin, JOB)).toMatchObject({ permanent: true });
    expect(await run({}, "garbage")).toMatchObject({ permanent: true, error: { name: "CallbackParseError" } });
  });

  it.each<[unknown]>([[undefined], ["text"], [null]])("treats a thrown %j as a failure", async (thrown) => {
    const routes: Routes = {
      onOtherJob: () => {
        throw thrown;
      },
    };
    expect((await run(routes, JOB)).error).toMatchObject({ name: "Error" });
  });

  it("truncates long errors of user code", async () => {
    const routes: Routes = { onOtherJob: () => Promise.reject(new Error("x".repeat(100_000))) };
    expect((await run(routes, JOB)).error!.message).toHaveLength(2000);
  });

  it.each([
    ["an error whose message is not text", Object.assign(new Error("x"), { message: { a: 1 } }), /./],
    ["an object without a prototype", Object.create(null), /null prototype/],
    ["not an Error", { code: "ECONN", message: "cos says no" }, /^cos says no$/],
    ["an object with a field that throws", Object.defineProperty({}, "message", { get: () => { throw new Error("no"); } }), /cannot be read/], // prettier-ignore
  ])("records a thrown value that is %s", async (_, thrown, message) => {
    const { error } = await run({ onOtherJob: () => Promise.reject(thrown as Error) }, JOB);
    expect(error).toEqual({ name: "Error", message: expect.stringMatching(message) as string });
  });
});
